import { numberTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const absOp = defineUnary("Abs", 13, numberTypes);

/**
 * |x|.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Abs, since version 13
 */
export function abs(x: Value): Value {
  return apply(absOp, [x]);
}
