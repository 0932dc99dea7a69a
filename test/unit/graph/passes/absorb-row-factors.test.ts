import { expect, it } from "vitest";
import { constant } from "../../../../src/graph/leaves.ts";
import { concat } from "../../../../src/graph/ops/concat.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { gemm } from "../../../../src/graph/ops/gemm.ts";
import { matMul } from "../../../../src/graph/ops/mat-mul.ts";
import { mul } from "../../../../src/graph/ops/mul.ts";
import { neg } from "../../../../src/graph/ops/neg.ts";
import { absorbRowFactors } from "../../../../src/graph/passes/absorb-row-factors.ts";
import { beforeAndAfter, rows, matrix, row, bias } from "../../../support/pass-bench.ts";

it("moves a factor a column into the matrix, also through a further product", () => {
  const tall = concat([rows, neg(rows)], 0);
  const list = Array.from({ length: 20 }, (_, i) => i / 10);
  expect(
    beforeAndAfter(absorbRowFactors, {
      y: matMul(mul(tall, row), matrix),
      z: gemm(mul(mul(tall, row), exp(tall)), constant([5, 4], list), bias, {
        transB: true,
        alpha: 2,
      }),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Neg(rows) : float32[6, 4]
      %1 = Concat(rows, %0, axis=0) : float32[12, 4]
      %2 = Mul(%1, row) : float32[12, 4]
      y = MatMul(%2, matrix) : float32[12, 5]
      %3 = Mul(%1, row) : float32[12, 4]
      %4 = Exp(%1) : float32[12, 4]
      %5 = Mul(%3, %4) : float32[12, 4]
      z = Gemm(%5, constant float32[5, 4], bias, alpha=2, beta=1, transA=0, transB=1) : float32[12, 5]
      =>
      %0 = Neg(rows) : float32[6, 4]
      %1 = Concat(rows, %0, axis=0) : float32[12, 4]
      %2 = Reshape(row, [4, 1]) : float32[4, 1]
      %3 = Mul(%2, matrix) : float32[4, 5]
      y = MatMul(%1, %3) : float32[12, 5]
      %4 = Exp(%1) : float32[12, 4]
      %5 = Mul(%1, %4) : float32[12, 4]
      %6 = Reshape(row, [1, 4]) : float32[1, 4]
      %7 = Mul(%6, constant float32[5, 4]) : float32[5, 4]
      z = Gemm(%5, %7, bias, alpha=2, beta=1, transA=0, transB=1) : float32[12, 5]
    "
  `);
});

it("keeps a factor of a matrix that is not tall", () => {
  expect(beforeAndAfter(absorbRowFactors, { y: matMul(mul(rows, row), matrix) }))
    .toMatchInlineSnapshot(`
    "  %0 = Mul(rows, row) : float32[6, 4]
      y = MatMul(%0, matrix) : float32[6, 5]
      =>
      %0 = Mul(rows, row) : float32[6, 4]
      y = MatMul(%0, matrix) : float32[6, 5]
    "
  `);
});
