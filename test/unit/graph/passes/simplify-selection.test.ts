import { expect, it } from "vitest";
import { scale } from "../../../../src/graph/derived/scale.ts";
import { constant, scalar } from "../../../../src/graph/leaves.ts";
import { cast } from "../../../../src/graph/ops/cast.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { greater } from "../../../../src/graph/ops/greater.ts";
import { isInf } from "../../../../src/graph/ops/is-inf.ts";
import { isNaN } from "../../../../src/graph/ops/is-nan.ts";
import { not } from "../../../../src/graph/ops/not.ts";
import { or } from "../../../../src/graph/ops/or.ts";
import { reduceSum } from "../../../../src/graph/ops/reduce-sum.ts";
import { where } from "../../../../src/graph/ops/where.ts";
import { simplifySelection } from "../../../../src/graph/passes/simplify-selection.ts";
import { beforeAndAfter, x, number } from "../../../support/pass-bench.ts";

it("knows the answer of a constant condition, and casts once", () => {
  expect(
    beforeAndAfter(simplifySelection, {
      a: where(constant([1], 1, "bool"), x, exp(x)),
      b: where(greater(x, scalar(0)), x, x),
      c: cast(cast(x, "float64"), "float32"),
      d: not(not(greater(x, scalar(1)))),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Exp(x) : float32[2, 3, 4]
      a = Where([1], x, %0) : float32[2, 3, 4]
      %1 = Greater(x, 0) : bool[2, 3, 4]
      b = Where(%1, x, x) : float32[2, 3, 4]
      %2 = Cast(x, to=11) : float64[2, 3, 4]
      c = Cast(%2, to=1) : float32[2, 3, 4]
      %3 = Greater(x, 1) : bool[2, 3, 4]
      %4 = Not(%3) : bool[2, 3, 4]
      d = Not(%4) : bool[2, 3, 4]
      =>
      a = Identity(x) : float32[2, 3, 4]
      b = Identity(x) : float32[2, 3, 4]
      c = Cast(x, to=1) : float32[2, 3, 4]
      d = Greater(x, 1) : bool[2, 3, 4]
    "
  `);
});

it("asks in two nodes instead of four whether a number is finite", () => {
  expect(
    beforeAndAfter(simplifySelection, {
      y: not(or(isNaN(number), isInf(number))),
      z: not(
        or(isNaN(reduceSum(scale(x, 0), [0, 1, 2])), isInf(reduceSum(scale(x, 0), [0, 1, 2]))),
      ),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = IsNaN(number) : bool[]
      %1 = IsInf(number) : bool[]
      %2 = Or(%0, %1) : bool[]
      y = Not(%2) : bool[]
      %3 = Mul(x, 0) : float32[2, 3, 4]
      %4 = ReduceSum(%3, [0, 1, 2], keepdims=0) : float32[]
      %5 = IsNaN(%4) : bool[]
      %6 = Mul(x, 0) : float32[2, 3, 4]
      %7 = ReduceSum(%6, [0, 1, 2], keepdims=0) : float32[]
      %8 = IsInf(%7) : bool[]
      %9 = Or(%5, %8) : bool[]
      z = Not(%9) : bool[]
      =>
      %0 = Mul(number, 0) : float32[]
      y = Equal(%0, 0) : bool[]
      %1 = Mul(x, 0) : float32[2, 3, 4]
      %2 = ReduceSum(%1, [0, 1, 2], keepdims=0) : float32[]
      %3 = IsNaN(%2) : bool[]
      %4 = Mul(x, 0) : float32[2, 3, 4]
      %5 = ReduceSum(%4, [0, 1, 2], keepdims=0) : float32[]
      %6 = IsInf(%5) : bool[]
      %7 = Or(%3, %6) : bool[]
      z = Not(%7) : bool[]
    "
  `);
});

it("keeps a cast that loses something", () => {
  expect(beforeAndAfter(simplifySelection, { y: cast(cast(x, "int32"), "float32") }))
    .toMatchInlineSnapshot(`
    "  %0 = Cast(x, to=6) : int32[2, 3, 4]
      y = Cast(%0, to=1) : float32[2, 3, 4]
      =>
      %0 = Cast(x, to=6) : int32[2, 3, 4]
      y = Cast(%0, to=1) : float32[2, 3, 4]
    "
  `);
});
