import { expect, it } from "vitest";
import { scale } from "../../../../src/graph/derived/scale.ts";
import { add } from "../../../../src/graph/ops/add.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { matMul } from "../../../../src/graph/ops/mat-mul.ts";
import { transpose } from "../../../../src/graph/ops/transpose.ts";
import { fuseGemm } from "../../../../src/graph/passes/fuse-gemm.ts";
import { beforeAndAfter, rows, matrix, bias } from "../../../support/pass-bench.ts";

it("takes in a bias, a transpose and a factor", () => {
  expect(
    beforeAndAfter(fuseGemm, {
      y: add(matMul(rows, matrix), bias),
      z: scale(matMul(transpose(rows, [1, 0]), scale(rows, 3)), 0.5),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = MatMul(rows, matrix) : float32[6, 5]
      y = Add(%0, bias) : float32[6, 5]
      %1 = Transpose(rows, perm=[1, 0]) : float32[4, 6]
      %2 = Mul(rows, 3) : float32[6, 4]
      %3 = MatMul(%1, %2) : float32[4, 4]
      z = Mul(%3, 0.5) : float32[4, 4]
      =>
      y = Gemm(rows, matrix, bias, alpha=1, beta=1, transA=0, transB=0) : float32[6, 5]
      z = Gemm(rows, rows, alpha=1.5, beta=1, transA=1, transB=0) : float32[4, 4]
    "
  `);
});

it("keeps a product that something else reads too, and a bias of full size", () => {
  const product = matMul(rows, matrix);
  expect(
    beforeAndAfter(fuseGemm, {
      y: add(product, bias),
      z: exp(product),
      u: add(matMul(rows, scale(matrix, 1e30)), exp(product)),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = MatMul(rows, matrix) : float32[6, 5]
      y = Add(%0, bias) : float32[6, 5]
      z = Exp(%0) : float32[6, 5]
      %1 = Mul(matrix, 1e+30) : float32[4, 5]
      %2 = MatMul(rows, %1) : float32[6, 5]
      %3 = Exp(%0) : float32[6, 5]
      u = Add(%2, %3) : float32[6, 5]
      =>
      %0 = MatMul(rows, matrix) : float32[6, 5]
      y = Add(%0, bias) : float32[6, 5]
      z = Exp(%0) : float32[6, 5]
      %1 = Mul(matrix, 1e+30) : float32[4, 5]
      %2 = MatMul(rows, %1) : float32[6, 5]
      %3 = Exp(%0) : float32[6, 5]
      u = Add(%2, %3) : float32[6, 5]
    "
  `);
});
