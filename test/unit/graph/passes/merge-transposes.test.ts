import { expect, it } from "vitest";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { reshape } from "../../../../src/graph/ops/reshape.ts";
import { transpose } from "../../../../src/graph/ops/transpose.ts";
import { mergeTransposes } from "../../../../src/graph/passes/merge-transposes.ts";
import { beforeAndAfter, x } from "../../../support/pass-bench.ts";

it("makes one transpose of two, and none where they cancel", () => {
  expect(
    beforeAndAfter(mergeTransposes, {
      y: transpose(transpose(x, [0, 2, 1]), [2, 0, 1]),
      z: exp(transpose(transpose(x, [1, 2, 0]), [2, 0, 1])),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Transpose(x, perm=[0, 2, 1]) : float32[2, 4, 3]
      y = Transpose(%0, perm=[2, 0, 1]) : float32[3, 2, 4]
      %1 = Transpose(x, perm=[1, 2, 0]) : float32[3, 4, 2]
      %2 = Transpose(%1, perm=[2, 0, 1]) : float32[2, 3, 4]
      z = Exp(%2) : float32[2, 3, 4]
      =>
      y = Transpose(x, perm=[1, 0, 2]) : float32[3, 2, 4]
      z = Exp(x) : float32[2, 3, 4]
    "
  `);
});

it("looks through a reshape that splits or joins whole axes", () => {
  expect(
    beforeAndAfter(mergeTransposes, {
      y: transpose(reshape(transpose(x, [2, 0, 1]), [2, 2, 6]), [2, 0, 1]),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Transpose(x, perm=[2, 0, 1]) : float32[4, 2, 3]
      %1 = Reshape(%0, [2, 2, 6]) : float32[2, 2, 6]
      y = Transpose(%1, perm=[2, 0, 1]) : float32[6, 2, 2]
      =>
      %0 = Reshape(x, [2, 3, 2, 2]) : float32[2, 3, 2, 2]
      y = Reshape(%0, [6, 2, 2]) : float32[6, 2, 2]
    "
  `);
});
