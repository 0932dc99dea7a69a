import { fail } from "../../core/errors.ts";
import { attribute, float, int } from "../attributes.ts";
import { canBroadcastTo } from "../broadcast.ts";
import { floatTypes, requireDType, requireSameDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const gemmOp = defineOp({
  name: "Gemm",
  since: 13,
  inputs: ["a", "b", "c?"],
  infer({ a, b, c }, attributes) {
    requireDType("Gemm", a, floatTypes);
    requireSameDType("Gemm", a, b, ...(c ? [c] : []));
    const [rows, inner] = attribute(attributes, "transA", "int") ? a.shape.toReversed() : a.shape;
    const [innerB, columns] = attribute(attributes, "transB", "int")
      ? b.shape.toReversed()
      : b.shape;
    const isMatrices = a.shape.length === 2 && b.shape.length === 2;
    if (!isMatrices || rows === undefined || columns === undefined || inner !== innerB) {
      const received = `${showShape(a.shape)} and ${showShape(b.shape)}`;
      fail("SHAPE_MISMATCH", "Gemm", "[M, K] and [K, N] after transposition", received);
    }
    const shape = [rows, columns];
    if (c && !canBroadcastTo(c.shape, shape)) {
      fail(
        "SHAPE_MISMATCH",
        "Gemm",
        `c that broadcasts to ${showShape(shape)}`,
        showShape(c.shape),
      );
    }
    return [{ dtype: a.dtype, shape }];
  },
});

export interface GemmOptions {
  readonly transA?: boolean | undefined;
  readonly transB?: boolean | undefined;
  /** Factor of the product; 1. */
  readonly alpha?: number | undefined;
  /** Factor of c; 1. */
  readonly beta?: number | undefined;
}

/**
 * α·A·B + β·C, with A and B transposed on request.
 *
 * Shapes: a [M, K], b [K, N] (each after transposition), c broadcast to [M, N]; returns [M, N].
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Gemm, since version 13
 */
export function gemm(a: Value, b: Value, c?: Value, options: GemmOptions = {}): Value {
  const { transA = false, transB = false, alpha = 1, beta = 1 } = options;
  return apply(gemmOp, c ? [a, b, c] : [a, b], {
    alpha: float(alpha),
    beta: float(beta),
    transA: int(transA ? 1 : 0),
    transB: int(transB ? 1 : 0),
  });
}
