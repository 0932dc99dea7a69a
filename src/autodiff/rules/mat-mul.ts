import { swapLastTwo } from "../../graph/derived/swap-last-two.ts";
import { gemm } from "../../graph/ops/gemm.ts";
import { matMul } from "../../graph/ops/mat-mul.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { elementCount } from "../../graph/shape.ts";
import type { Value } from "../../graph/value.ts";
import { defineRule } from "../rule.ts";

/**
 * Y = A·B  ⇒  dA = dY·Bᵀ,  dB = Aᵀ·dY.
 *
 * Shapes: a [..., M, K], b [..., K, N], dY [..., M, N]. `backward()` sums broadcast batch axes back.
 * @see ONNX operator MatMul, since version 13
 */
export const matMulRule = defineRule("MatMul", 13, ["a", "b"], ({ a, b }, dY) => ({
  a: () => (isMatrix(a) && isMatrix(b) ? gemm(dY, b, undefined, { transB: true }) : product(dY, b)),
  b: () => {
    if (!isMatrix(b)) return matMul(swapLastTwo(a), dY);
    // One weight for a whole batch: one product over all rows, not a product a batch and their sum.
    return gemm(rows(a), rows(dY), undefined, { transA: true });
  },
}));

function product(dY: Value, b: Value): Value {
  return matMul(dY, swapLastTwo(b));
}

function isMatrix(x: Value): boolean {
  return x.shape.length === 2;
}

function rows(x: Value): Value {
  const columns = x.shape.at(-1) ?? 1;
  return isMatrix(x) ? x : reshape(x, [elementCount(x.shape) / columns, columns]);
}
