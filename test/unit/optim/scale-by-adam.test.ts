import { describe, expect, it } from "vitest";
import { scaleByAdam } from "../../../src/optim/scale-by-adam.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { applyTransform } from "../../support/transform-bench.ts";
import { freeParameter } from "../../support/update-runner.ts";

describe("scaleByAdam", () => {
  it("mixes the gradient into both moments and divides the one by the root of the other", () => {
    const { updates, kept } = applyTransform(
      scaleByAdam({ beta1: 0.75, beta2: 0.5, epsilon: 0.5 }),
      {
        parameters: [freeParameter("w", [2])],
        updates: [[4, -2]],
        values: {
          "adam/m/w": [2, 0],
          "adam/v/w": [4, 4],
          biasCorrection1: [2],
          biasCorrection2: [3.6],
        },
      },
    );
    // m = 0.75·2 + 0.25·4; v = 0.5·4 + 0.5·16; and the same for the second element.
    expectAllClose(kept["adam/m/w"]!, [2.5, -0.5]);
    expectAllClose(kept["adam/v/w"]!, [10, 4]);
    expectAllClose(updates[0]!, [5 / (6 + 0.5), -1 / (Math.sqrt(14.4) + 0.5)]);
  });

  it("keeps the moments of each parameter apart", () => {
    const { kept } = applyTransform(scaleByAdam({ beta1: 0.5, beta2: 0.5, epsilon: 1e-8 }), {
      parameters: [freeParameter("a", [1]), freeParameter("b", [1])],
      updates: [[1], [3]],
      values: { biasCorrection1: [1], biasCorrection2: [1] },
    });
    expect(kept).toEqual({
      "adam/m/a": [0.5],
      "adam/v/a": [0.5],
      "adam/m/b": [1.5],
      "adam/v/b": [4.5],
    });
  });
});
