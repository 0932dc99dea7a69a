import { fail } from "../../core/errors.ts";
import { broadcastShapes } from "../broadcast.ts";
import { numberTypes, requireDType, requireSameDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const matMulOp = defineOp({
  name: "MatMul",
  since: 13,
  inputs: ["a", "b"],
  infer({ a, b }) {
    requireDType("MatMul", a, numberTypes);
    requireSameDType("MatMul", a, b);
    const [rows, inner] = a.shape.slice(-2);
    const [innerB, columns] = b.shape.slice(-2);
    if (rows === undefined || columns === undefined || inner !== innerB) {
      const received = `${showShape(a.shape)} and ${showShape(b.shape)}`;
      fail("SHAPE_MISMATCH", "MatMul", "[…, M, K] and […, K, N]", received);
    }
    const batch = broadcastShapes("MatMul", a.shape.slice(0, -2), b.shape.slice(0, -2));
    return [{ dtype: a.dtype, shape: [...batch, rows, columns] }];
  },
});

/**
 * A·B over the last two axes.
 *
 * Shapes: a [..., M, K], b [..., K, N], leading axes broadcast; returns [..., M, N]. Vectors are refused.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator MatMul, since version 13
 */
export function matMul(a: Value, b: Value): Value {
  return apply(matMulOp, [a, b]);
}
