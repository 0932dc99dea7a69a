import { describe, expect, it } from "vitest";
import { scaleByTrustRatio } from "../../../src/optim/scale-by-trust-ratio.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { applyTransform } from "../../support/transform-bench.ts";
import { freeParameter } from "../../support/update-runner.ts";

const weights = { ...freeParameter("weights", [4]), sizes: [2, 2] };
const biases = freeParameter("biases", [2], false);
const trusted = (gradient: readonly number[], values: readonly number[], weightDecay = 0) =>
  applyTransform(scaleByTrustRatio({ trustCoefficient: 0.1, weightDecay }), {
    parameters: [weights, biases],
    updates: [gradient, [7, 8]],
    values: { weights: values, biases: [5, 6] },
  }).updates;

describe("scaleByTrustRatio", () => {
  it("makes each tensor's update a part of the tensor's own norm, whatever the gradient's", () => {
    // ‖w‖ = 5 and 10; ‖g‖ = 1 and 100.
    expectAllClose(trusted([0.6, 0.8, 0, 100], [3, 4, 6, 8])[0]!, [0.3, 0.4, 0, 1]);
  });

  it("scales gradient and decay together", () => {
    // λ = 0.1·5 / (1 + 0.5·5)
    const ratio = 0.5 / 3.5;
    const [updates] = trusted([0.6, 0.8, 0, 0], [3, 4, 0, 0], 0.5);
    expectAllClose(updates!, [ratio * 2.1, ratio * 2.8, 0, 0]);
  });

  it("leaves biases, norms and scales alone", () => {
    expect(trusted([1, 1, 1, 1], [1, 1, 1, 1], 0.5)[1]).toEqual([7, 8]);
  });

  it("lets a tensor of zeros have its gradient", () => {
    expectAllClose(trusted([2, 3, 0.6, 0.8], [0, 0, 3, 4])[0]!, [2, 3, 0.3, 0.4]);
  });

  it("stays at 0 for a tensor that has no gradient", () => {
    expectAllClose(trusted([0, 0, 0.6, 0.8], [3, 4, 3, 4])[0]!, [0, 0, 0.3, 0.4]);
  });
});
