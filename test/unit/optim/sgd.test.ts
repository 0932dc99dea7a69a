import { describe, it } from "vitest";
import { expectAllClose } from "../../support/all-close.ts";
import { besideAlgorithm } from "../../support/fed-gradients.ts";

const base = { name: "sgd", learningRate: 0.1, warmupSteps: 2, weightDecay: 0.2, clipNorm: 1e6 };
const rate = (step: number): number => (step < 2 ? 0.05 : 0.1);

describe("sgd", () => {
  it("steps along the gradient and the decay alone without momentum", () => {
    besideAlgorithm(
      { ...base, momentum: 0 },
      (tensors, gradients, step) => {
        tensors.forEach(({ values, isDecayed }, i) => {
          values.forEach((w, k) => {
            values[k] = w - rate(step) * (gradients[i]![k]! + (isDecayed ? 0.2 * w : 0));
          });
        });
      },
      (found, expected) => {
        expectAllClose(found, expected, 1e-12);
      },
      { steps: 5, seed: 11 },
    );
  });

  it.each([false, true])(
    "gathers gradients, but not the decay, in its momentum; Nesterov: %s",
    (nesterov) => {
      const velocity: number[][] = [];
      besideAlgorithm(
        { ...base, momentum: 0.8, nesterov },
        (tensors, gradients, step) => {
          tensors.forEach(({ values, isDecayed }, i) => {
            const v = (velocity[i] ??= values.map(() => 0));
            values.forEach((w, k) => {
              const g = gradients[i]![k]!;
              v[k] = 0.8 * v[k]! + g;
              const direction = nesterov ? g + 0.8 * v[k] : v[k];
              values[k] = w - rate(step) * (direction + (isDecayed ? 0.2 * w : 0));
            });
          });
        },
        (found, expected) => {
          expectAllClose(found, expected, 1e-12);
        },
        { steps: 6, seed: 12 },
      );
    },
  );
});
