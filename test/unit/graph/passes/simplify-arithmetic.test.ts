import { expect, it } from "vitest";
import { scale } from "../../../../src/graph/derived/scale.ts";
import { scalar } from "../../../../src/graph/leaves.ts";
import { add } from "../../../../src/graph/ops/add.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { neg } from "../../../../src/graph/ops/neg.ts";
import { pow } from "../../../../src/graph/ops/pow.ts";
import { reduceMean } from "../../../../src/graph/ops/reduce-mean.ts";
import { reduceSum } from "../../../../src/graph/ops/reduce-sum.ts";
import { sub } from "../../../../src/graph/ops/sub.ts";
import { simplifyArithmetic } from "../../../../src/graph/passes/simplify-arithmetic.ts";
import { beforeAndAfter, x, row } from "../../../support/pass-bench.ts";

it("drops neutral numbers, joins factors and turns signs around", () => {
  expect(
    beforeAndAfter(simplifyArithmetic, {
      a: add(scale(x, 1), scalar(0)),
      b: scale(neg(scale(x, 3)), 2),
      c: sub(x, neg(row)),
      d: add(neg(x), row),
      e: neg(neg(x)),
      f: sub(scalar(0), x),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Mul(x, 1) : float32[2, 3, 4]
      a = Add(%0, 0) : float32[2, 3, 4]
      %1 = Mul(x, 3) : float32[2, 3, 4]
      %2 = Neg(%1) : float32[2, 3, 4]
      b = Mul(%2, 2) : float32[2, 3, 4]
      %3 = Neg(row) : float32[4]
      c = Sub(x, %3) : float32[2, 3, 4]
      %4 = Neg(x) : float32[2, 3, 4]
      d = Add(%4, row) : float32[2, 3, 4]
      %5 = Neg(x) : float32[2, 3, 4]
      e = Neg(%5) : float32[2, 3, 4]
      f = Sub(0, x) : float32[2, 3, 4]
      =>
      a = Identity(x) : float32[2, 3, 4]
      b = Mul(x, -6) : float32[2, 3, 4]
      c = Add(x, row) : float32[2, 3, 4]
      d = Sub(row, x) : float32[2, 3, 4]
      e = Identity(x) : float32[2, 3, 4]
      f = Neg(x) : float32[2, 3, 4]
    "
  `);
});

it("spells small powers as products and roots", () => {
  expect(
    beforeAndAfter(simplifyArithmetic, {
      a: pow(x, scalar(2)),
      b: pow(exp(x), scalar(0.5)),
      c: pow(x, scalar(1)),
    }),
  ).toMatchInlineSnapshot(`
    "  a = Pow(x, 2) : float32[2, 3, 4]
      %0 = Exp(x) : float32[2, 3, 4]
      b = Pow(%0, 0.5) : float32[2, 3, 4]
      c = Pow(x, 1) : float32[2, 3, 4]
      =>
      a = Mul(x, x) : float32[2, 3, 4]
      %0 = Exp(x) : float32[2, 3, 4]
      b = Sqrt(%0) : float32[2, 3, 4]
      c = Identity(x) : float32[2, 3, 4]
    "
  `);
});

it("draws a factor out of a sum", () => {
  expect(
    beforeAndAfter(simplifyArithmetic, {
      y: reduceSum(scale(x, 0.5), [2]),
      z: reduceMean(neg(x), [0, 1], true),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Mul(x, 0.5) : float32[2, 3, 4]
      y = ReduceSum(%0, [2], keepdims=0) : float32[2, 3]
      %1 = Neg(x) : float32[2, 3, 4]
      z = ReduceMean(%1, [0, 1], keepdims=1) : float32[1, 1, 4]
      =>
      %0 = ReduceSum(x, [2], keepdims=0) : float32[2, 3]
      y = Mul(%0, 0.5) : float32[2, 3]
      %1 = ReduceMean(x, [0, 1], keepdims=1) : float32[1, 1, 4]
      z = Neg(%1) : float32[1, 1, 4]
    "
  `);
});

it("keeps a product with 0, which asks whether a number is finite, and factors that might overflow", () => {
  expect(
    beforeAndAfter(simplifyArithmetic, {
      y: reduceSum(scale(x, 0), [0]),
      z: scale(scale(x, 1e30), 1e-30),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Mul(x, 0) : float32[2, 3, 4]
      y = ReduceSum(%0, [0], keepdims=0) : float32[3, 4]
      %1 = Mul(x, 1e+30) : float32[2, 3, 4]
      z = Mul(%1, 1e-30) : float32[2, 3, 4]
      =>
      %0 = Mul(x, 0) : float32[2, 3, 4]
      y = ReduceSum(%0, [0], keepdims=0) : float32[3, 4]
      %1 = Mul(x, 1e+30) : float32[2, 3, 4]
      z = Mul(%1, 1e-30) : float32[2, 3, 4]
    "
  `);
});
