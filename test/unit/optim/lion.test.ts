import { expect, it } from "vitest";
import { expectAllClose } from "../../support/all-close.ts";
import { besideAlgorithm } from "../../support/fed-gradients.ts";
import { freeParameter, runUpdates } from "../../support/update-runner.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";

const base = { name: "lion", learningRate: 0.01, warmupSteps: 0, clipNorm: 1e6 };

it("lion makes the paper's steps", () => {
  const [beta1, beta2, decay] = [0.6, 0.8, 0.3];
  const momentum: number[][] = [];
  besideAlgorithm(
    { ...base, beta1, beta2, weightDecay: decay },
    // Chen et al. 2023, algorithm 2; decay of weights alone.
    (tensors, gradients) => {
      tensors.forEach(({ values, isDecayed }, i) => {
        const m = (momentum[i] ??= values.map(() => 0));
        values.forEach((w, k) => {
          const g = gradients[i]![k]!;
          const c = beta1 * m[k]! + (1 - beta1) * g;
          values[k] = w - 0.01 * (Math.sign(c) + (isDecayed ? decay * w : 0));
          m[k] = beta2 * m[k]! + (1 - beta2) * g;
        });
      });
    },
    (found, expected) => {
      expectAllClose(found, expected, 1e-12);
    },
    { steps: 8, seed: 13 },
  );
});

it("lion leaves a parameter alone that never had a gradient", () => {
  const [used, idle] = [freeParameter("used", [2]), freeParameter("idle", [2])];
  const runner = runUpdates({
    loss: sumAll(used.value),
    parameters: [used, idle],
    optimizer: { ...base, weightDecay: 0 },
    start: { idle: [3, -4] },
  });
  runner.step();
  expectAllClose(runner.state("used"), [-0.01, -0.01]);
  expect([...runner.state("idle")]).toEqual([3, -4]);
});
