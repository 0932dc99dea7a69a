import { expect, it } from "vitest";
import { scaleByLion } from "../../../src/optim/scale-by-lion.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { applyTransform } from "../../support/transform-bench.ts";
import { freeParameter } from "../../support/update-runner.ts";

it("gives the sign of a mix that is nearer to the gradient than the momentum it keeps", () => {
  const { updates, kept } = applyTransform(scaleByLion({ beta1: 0.5, beta2: 0.9 }), {
    parameters: [freeParameter("w", [4])],
    updates: [[1, -1, -3, 0]],
    values: { "lion/m/w": [2, -0.5, 2, 0] },
  });
  // The third would be positive by the momentum that is kept: 0.9·2 − 0.1·3.
  expect(updates).toEqual([[1, -1, -1, 0]]);
  expectAllClose(kept["lion/m/w"]!, [1.9, -0.55, 1.5, 0]);
});
