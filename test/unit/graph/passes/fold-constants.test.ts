import { expect, it } from "vitest";
import { constant, scalar } from "../../../../src/graph/leaves.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { expand } from "../../../../src/graph/ops/expand.ts";
import { mul } from "../../../../src/graph/ops/mul.ts";
import { reduceSum } from "../../../../src/graph/ops/reduce-sum.ts";
import { reshape } from "../../../../src/graph/ops/reshape.ts";
import { foldConstants } from "../../../../src/graph/passes/fold-constants.ts";
import { beforeAndAfter, x } from "../../../support/pass-bench.ts";

it("computes what hangs on constants only", () => {
  expect(
    beforeAndAfter(foldConstants, {
      y: mul(x, expand(reshape(mul(scalar(1), scalar(0.125)), [1, 1, 1]), [1, 1, 4])),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Mul(1, 0.125) : float32[]
      %1 = Reshape(%0, [1, 1, 1]) : float32[1, 1, 1]
      %2 = Expand(%1, [1, 1, 4]) : float32[1, 1, 4]
      y = Mul(x, %2) : float32[2, 3, 4]
      =>
      y = Mul(x, constant float32[1, 1, 4]) : float32[2, 3, 4]
    "
  `);
});

it("does not let the model swell", () => {
  expect(
    beforeAndAfter(foldConstants, {
      y: reduceSum(expand(constant([1, 2], [3, 4]), [4096, 2]), [0]),
      z: exp(x),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Expand(constant float32[1, 2], [4096, 2]) : float32[4096, 2]
      y = ReduceSum(%0, [0], keepdims=0) : float32[2]
      z = Exp(x) : float32[2, 3, 4]
      =>
      %0 = Expand(constant float32[1, 2], [4096, 2]) : float32[4096, 2]
      y = ReduceSum(%0, [0], keepdims=0) : float32[2]
      z = Exp(x) : float32[2, 3, 4]
    "
  `);
});

it("leaves what would overflow in float32 to the runtime", () => {
  expect(beforeAndAfter(foldConstants, { y: mul(x, mul(scalar(1e30), scalar(1e30))) }))
    .toMatchInlineSnapshot(`
    "  %0 = Mul(1e+30, 1e+30) : float32[]
      y = Mul(x, %0) : float32[2, 3, 4]
      =>
      %0 = Mul(1e+30, 1e+30) : float32[]
      y = Mul(x, %0) : float32[2, 3, 4]
    "
  `);
});
