import { attribute } from "../../graph/attributes.ts";
import { scale } from "../../graph/derived/scale.ts";
import { gemm } from "../../graph/ops/gemm.ts";
import { defineRule } from "../rule.ts";

/**
 * Y = α·A·B + β·C  ⇒  dA = α·dY·Bᵀ,  dB = α·Aᵀ·dY,  dC = β·dY; transposed where A or B was.
 *
 * Shapes: a [M, K], b [K, N] (each after transposition), c broadcast to [M, N], dY [M, N].
 * @see ONNX operator Gemm, since version 13
 */
export const gemmRule = defineRule("Gemm", 13, ["a", "b", "c?"], ({ a, b }, dY, { attributes }) => {
  const alpha = attribute(attributes, "alpha", "float");
  const beta = attribute(attributes, "beta", "float");
  const transA = attribute(attributes, "transA", "int") === 1;
  const transB = attribute(attributes, "transB", "int") === 1;
  return {
    a: () =>
      transA
        ? gemm(b, dY, undefined, { alpha, transA: transB, transB: true })
        : gemm(dY, b, undefined, { alpha, transB: !transB }),
    b: () =>
      transB
        ? gemm(dY, a, undefined, { alpha, transA: true, transB: transA })
        : gemm(a, dY, undefined, { alpha, transA: !transA }),
    c: () => (beta === 1 ? dY : scale(dY, beta)),
  };
});
