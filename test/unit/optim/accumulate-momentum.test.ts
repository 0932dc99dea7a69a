import { expect, it } from "vitest";
import { accumulateMomentum } from "../../../src/optim/accumulate-momentum.ts";
import { applyTransform } from "../../support/transform-bench.ts";
import { freeParameter } from "../../support/update-runner.ts";

const apply = (momentum: number, nesterov: boolean) =>
  applyTransform(accumulateMomentum({ momentum, nesterov }), {
    parameters: [freeParameter("w", [2])],
    updates: [[1, -2]],
    values: { "momentum/w": [4, 8] },
  });

it("adds the update to what is left of the earlier ones", () => {
  const { updates, kept } = apply(0.5, false);
  expect(updates).toEqual([[3, 2]]);
  expect(kept).toEqual({ "momentum/w": [3, 2] });
});

it("looks one step ahead with Nesterov's", () => {
  const { updates, kept } = apply(0.5, true);
  expect(updates).toEqual([[2.5, -1]]);
  expect(kept).toEqual({ "momentum/w": [3, 2] });
});

it("keeps nothing at 0", () => {
  expect(apply(0, false)).toEqual({ updates: [[1, -2]], kept: {}, metrics: {} });
});
