import { expect, it } from "vitest";
import { scaleByLearningRate } from "../../../src/optim/scale-by-learning-rate.ts";
import { applyTransform } from "../../support/transform-bench.ts";
import { freeParameter } from "../../support/update-runner.ts";

it("turns updates into what is added to the parameters: against them, by the scheduled rate", () => {
  const { updates } = applyTransform(scaleByLearningRate, {
    parameters: [freeParameter("a", [2]), freeParameter("b", [1])],
    updates: [[1, -2], [4]],
    values: { learningRate: [0.5] },
  });
  expect(updates).toEqual([[-0.5, 1], [-2]]);
});
