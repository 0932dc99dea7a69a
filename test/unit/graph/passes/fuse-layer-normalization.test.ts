import { expect, it } from "vitest";
import { backward } from "../../../../src/graph/../autodiff/backward.ts";
import { square } from "../../../../src/graph/derived/square.ts";
import { sumAll } from "../../../../src/graph/derived/sum-all.ts";
import { scalar } from "../../../../src/graph/leaves.ts";
import { add } from "../../../../src/graph/ops/add.ts";
import { div } from "../../../../src/graph/ops/div.ts";
import { mul } from "../../../../src/graph/ops/mul.ts";
import { reciprocal } from "../../../../src/graph/ops/reciprocal.ts";
import { reduceMean } from "../../../../src/graph/ops/reduce-mean.ts";
import { sqrt } from "../../../../src/graph/ops/sqrt.ts";
import { sub } from "../../../../src/graph/ops/sub.ts";
import { fuseLayerNormalization } from "../../../../src/graph/passes/fuse-layer-normalization.ts";
import { beforeAndAfter, x, row } from "../../../support/pass-bench.ts";

it("makes one operator of mean, deviation and quotient, and the gradient reads its statistics", () => {
  const centred = sub(x, reduceMean(x, [2], true));
  const deviation = sqrt(add(reduceMean(square(centred), [2], true), scalar(1e-5)));
  const y = div(centred, deviation);
  const [dX] = backward(sumAll(mul(y, mul(x, row))), [x]);
  expect(beforeAndAfter(fuseLayerNormalization, { y, dX: dX! })).toMatchInlineSnapshot(`
    "  %0 = ReduceMean(x, [2], keepdims=1) : float32[2, 3, 1]
      %1 = Sub(x, %0) : float32[2, 3, 4]
      %2 = Mul(%1, %1) : float32[2, 3, 4]
      %3 = ReduceMean(%2, [2], keepdims=1) : float32[2, 3, 1]
      %4 = Add(%3, 0.00001) : float32[2, 3, 1]
      %5 = Sqrt(%4) : float32[2, 3, 1]
      y = Div(%1, %5) : float32[2, 3, 4]
      # backward
      %6 = Reshape(1, [1, 1, 1]) : float32[1, 1, 1]
      %7 = Expand(%6, [2, 3, 4]) : float32[2, 3, 4]
      %8 = Mul(%7, y) : float32[2, 3, 4]
      %9 = Mul(%8, row) : float32[2, 3, 4]
      # forward
      %10 = Mul(x, row) : float32[2, 3, 4]
      # backward
      %11 = Mul(%7, %10) : float32[2, 3, 4]
      %12 = Div(%11, %5) : float32[2, 3, 4]
      %13 = Div(%11, %5) : float32[2, 3, 4]
      %14 = Mul(%13, y) : float32[2, 3, 4]
      %15 = Neg(%14) : float32[2, 3, 4]
      %16 = ReduceSum(%15, [2], keepdims=1) : float32[2, 3, 1]
      %17 = Mul(%16, 0.5) : float32[2, 3, 1]
      %18 = Div(%17, %5) : float32[2, 3, 1]
      %19 = Mul(%18, 0.25) : float32[2, 3, 1]
      %20 = Expand(%19, [2, 3, 4]) : float32[2, 3, 4]
      %21 = Mul(%20, %1) : float32[2, 3, 4]
      %22 = Add(%12, %21) : float32[2, 3, 4]
      %23 = Mul(%20, %1) : float32[2, 3, 4]
      %24 = Add(%22, %23) : float32[2, 3, 4]
      %25 = Add(%9, %24) : float32[2, 3, 4]
      %26 = Neg(%24) : float32[2, 3, 4]
      %27 = ReduceSum(%26, [2], keepdims=1) : float32[2, 3, 1]
      %28 = Mul(%27, 0.25) : float32[2, 3, 1]
      %29 = Expand(%28, [2, 3, 4]) : float32[2, 3, 4]
      dX = Add(%25, %29) : float32[2, 3, 4]
      =>
      y, %0, %1 = LayerNormalization(x, [1, 1, 1, 1], axis=2, epsilon=0.00001, stash_type=1) : float32[2, 3, 4], float32[2, 3, 1], float32[2, 3, 1]
      # backward
      %2 = Reshape(1, [1, 1, 1]) : float32[1, 1, 1]
      %3 = Expand(%2, [2, 3, 4]) : float32[2, 3, 4]
      %4 = Mul(%3, y) : float32[2, 3, 4]
      %5 = Mul(%4, row) : float32[2, 3, 4]
      # forward
      %6 = Mul(x, row) : float32[2, 3, 4]
      # backward
      %7 = Mul(%3, %6) : float32[2, 3, 4]
      %8 = Mul(%7, %1) : float32[2, 3, 4]
      %9 = Mul(%7, %1) : float32[2, 3, 4]
      %10 = Mul(%9, y) : float32[2, 3, 4]
      %11 = Neg(%10) : float32[2, 3, 4]
      %12 = ReduceSum(%11, [2], keepdims=1) : float32[2, 3, 1]
      %13 = Mul(%12, 0.5) : float32[2, 3, 1]
      %14 = Mul(%13, %1) : float32[2, 3, 1]
      %15 = Mul(%14, 0.25) : float32[2, 3, 1]
      %16 = Expand(%15, [2, 3, 4]) : float32[2, 3, 4]
      # forward
      %17 = Sub(x, %0) : float32[2, 3, 4]
      # backward
      %18 = Mul(%16, %17) : float32[2, 3, 4]
      %19 = Add(%8, %18) : float32[2, 3, 4]
      %20 = Mul(%16, %17) : float32[2, 3, 4]
      %21 = Add(%19, %20) : float32[2, 3, 4]
      %22 = Add(%5, %21) : float32[2, 3, 4]
      %23 = Neg(%21) : float32[2, 3, 4]
      %24 = ReduceSum(%23, [2], keepdims=1) : float32[2, 3, 1]
      %25 = Mul(%24, 0.25) : float32[2, 3, 1]
      %26 = Expand(%25, [2, 3, 4]) : float32[2, 3, 4]
      dX = Add(%22, %26) : float32[2, 3, 4]
    "
  `);
});

it("knows the product with the inverse, over several axes", () => {
  const centred = sub(x, reduceMean(x, [1, 2], true));
  const variance = reduceMean(square(centred), [1, 2], true);
  const deviation = sqrt(add(scalar(1e-3), variance));
  expect(beforeAndAfter(fuseLayerNormalization, { y: mul(reciprocal(deviation), centred) }))
    .toMatchInlineSnapshot(`
    "  %0 = ReduceMean(x, [1, 2], keepdims=1) : float32[2, 1, 1]
      %1 = Sub(x, %0) : float32[2, 3, 4]
      %2 = Mul(%1, %1) : float32[2, 3, 4]
      %3 = ReduceMean(%2, [1, 2], keepdims=1) : float32[2, 1, 1]
      %4 = Add(0.001, %3) : float32[2, 1, 1]
      %5 = Sqrt(%4) : float32[2, 1, 1]
      %6 = Reciprocal(%5) : float32[2, 1, 1]
      y = Mul(%6, %1) : float32[2, 3, 4]
      =>
      y, %0, %1 = LayerNormalization(x, constant float32[3, 4], axis=1, epsilon=0.001, stash_type=1) : float32[2, 3, 4], float32[2, 1, 1], float32[2, 1, 1]
    "
  `);
});

it("keeps a quotient over other axes than the last", () => {
  const centred = sub(x, reduceMean(x, [1], true));
  const deviation = sqrt(add(reduceMean(square(centred), [1], true), scalar(1e-5)));
  expect(beforeAndAfter(fuseLayerNormalization, { y: div(centred, deviation) }))
    .toMatchInlineSnapshot(`
    "  %0 = ReduceMean(x, [1], keepdims=1) : float32[2, 1, 4]
      %1 = Sub(x, %0) : float32[2, 3, 4]
      %2 = Mul(%1, %1) : float32[2, 3, 4]
      %3 = ReduceMean(%2, [1], keepdims=1) : float32[2, 1, 4]
      %4 = Add(%3, 0.00001) : float32[2, 1, 4]
      %5 = Sqrt(%4) : float32[2, 1, 4]
      y = Div(%1, %5) : float32[2, 3, 4]
      =>
      %0 = ReduceMean(x, [1], keepdims=1) : float32[2, 1, 4]
      %1 = Sub(x, %0) : float32[2, 3, 4]
      %2 = Mul(%1, %1) : float32[2, 3, 4]
      %3 = ReduceMean(%2, [1], keepdims=1) : float32[2, 1, 4]
      %4 = Add(%3, 0.00001) : float32[2, 1, 4]
      %5 = Sqrt(%4) : float32[2, 1, 4]
      y = Div(%1, %5) : float32[2, 3, 4]
    "
  `);
});
