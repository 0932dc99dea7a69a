import { expect, it } from "vitest";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { besideAlgorithm } from "../../support/fed-gradients.ts";
import { freeParameter, runUpdates } from "../../support/update-runner.ts";

const norm = (values: readonly number[]): number => Math.hypot(...values);

it("lars makes the paper's steps, each weight by its own trust ratio", () => {
  const [eta, beta, m] = [0.02, 0.1, 0.7];
  // The rate falls: the momentum is of steps that were taken at the rate of their time.
  const rate = (step: number): number => 2 * (1 - 0.5 * Math.min(1, (step - 1) / 4));
  const velocity: number[][] = [];
  besideAlgorithm(
    {
      name: "lars",
      learningRate: 2,
      warmupSteps: 0,
      schedule: "linear",
      decaySteps: 4,
      finalFraction: 0.5,
      clipNorm: 1e6,
      weightDecay: beta,
      momentum: m,
      trustCoefficient: eta,
    },
    // You et al. 2017, algorithm 1; plain momentum for biases and scales.
    (tensors, gradients, step) => {
      tensors.forEach(({ values, isDecayed }, i) => {
        const v = (velocity[i] ??= values.map(() => 0));
        const g = gradients[i]!;
        const trust = (eta * norm(values)) / (norm(g) + beta * norm(values));
        const local = isDecayed ? trust : 1;
        const decay = isDecayed ? beta : 0;
        values.forEach((w, k) => {
          v[k] = m * v[k]! + rate(step) * local * (g[k]! + decay * w);
          values[k] = w - v[k];
        });
      });
    },
    (found, expected) => {
      expectAllClose(found, expected, 1e-12);
    },
    { steps: 7, seed: 14 },
  );
});

it("lars moves a weight away from 0, where its norm would hold it", () => {
  const w = freeParameter("w", [2]);
  const optimizer = { name: "lars", learningRate: 0.5, warmupSteps: 0, clipNorm: 100 };
  const runner = runUpdates({ loss: sumAll(w.value), parameters: [w], optimizer });
  runner.step();
  expectAllClose(runner.state("w"), [-0.5, -0.5]);
});

it("lars leaves a weight alone that has neither gradient nor decay", () => {
  const [used, idle] = [freeParameter("used", [2]), freeParameter("idle", [2])];
  const runner = runUpdates({
    loss: sumAll(used.value),
    parameters: [used, idle],
    optimizer: { name: "lars", weightDecay: 0 },
    start: { used: [1, 1], idle: [3, -4] },
  });
  expect(runner.step()["isFinite"]).toBe(1);
  expect([...runner.state("idle")]).toEqual([3, -4]);
});
