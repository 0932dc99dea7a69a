import { expect, it } from "vitest";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { expand } from "../../../../src/graph/ops/expand.ts";
import { reduceSum } from "../../../../src/graph/ops/reduce-sum.ts";
import { reshape } from "../../../../src/graph/ops/reshape.ts";
import { squeeze } from "../../../../src/graph/ops/squeeze.ts";
import { transpose } from "../../../../src/graph/ops/transpose.ts";
import { unsqueeze } from "../../../../src/graph/ops/unsqueeze.ts";
import { mergeReshapes } from "../../../../src/graph/passes/merge-reshapes.ts";
import { beforeAndAfter, x } from "../../../support/pass-bench.ts";

it("makes one reshape of a chain that keeps the order, and none of one that leads back", () => {
  expect(
    beforeAndAfter(mergeReshapes, {
      y: reshape(unsqueeze(reshape(x, [6, 4]), [0]), [24]),
      z: exp(squeeze(reshape(x, [1, 2, 3, 4]), [0])),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Reshape(x, [6, 4]) : float32[6, 4]
      %1 = Unsqueeze(%0, [0]) : float32[1, 6, 4]
      y = Reshape(%1, [24]) : float32[24]
      %2 = Reshape(x, [1, 2, 3, 4]) : float32[1, 2, 3, 4]
      %3 = Squeeze(%2, [0]) : float32[2, 3, 4]
      z = Exp(%3) : float32[2, 3, 4]
      =>
      y = Reshape(x, [24]) : float32[24]
      z = Exp(x) : float32[2, 3, 4]
    "
  `);
});

it("knows a transpose, an expansion and a sum that only move sizes of 1", () => {
  expect(
    beforeAndAfter(mergeReshapes, {
      y: transpose(reshape(x, [2, 1, 12]), [1, 0, 2]),
      z: reduceSum(expand(reshape(x, [6, 4]), [1, 6, 4]), [0]),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Reshape(x, [2, 1, 12]) : float32[2, 1, 12]
      y = Transpose(%0, perm=[1, 0, 2]) : float32[1, 2, 12]
      %1 = Reshape(x, [6, 4]) : float32[6, 4]
      %2 = Expand(%1, [1, 6, 4]) : float32[1, 6, 4]
      z = ReduceSum(%2, [0], keepdims=0) : float32[6, 4]
      =>
      y = Reshape(x, [1, 2, 12]) : float32[1, 2, 12]
      z = Reshape(x, [6, 4]) : float32[6, 4]
    "
  `);
});
