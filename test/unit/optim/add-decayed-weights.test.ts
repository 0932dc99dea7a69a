import { describe, expect, it } from "vitest";
import { addDecayedWeights } from "../../../src/optim/add-decayed-weights.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { applyTransform } from "../../support/transform-bench.ts";
import { freeParameter } from "../../support/update-runner.ts";

const parameters = [freeParameter("weight", [2], true), freeParameter("bias", [2], false)];
const decay = (rate: number) =>
  applyTransform(addDecayedWeights(rate), {
    parameters,
    updates: [
      [1, 2],
      [3, 4],
    ],
    values: { weight: [10, -20], bias: [10, -20] },
  }).updates;

describe("addDecayedWeights", () => {
  it("adds λ·θ to the updates of parameters that decay, and only to those", () => {
    expectAllClose(decay(0.1).flat(), [2, 0, 3, 4]);
  });

  it("does nothing at 0", () => {
    expect(decay(0)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});
