import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const isNaNOp = defineUnary("IsNaN", 20, floatTypes, "bool");

/**
 * Whether x is not a number.
 *
 * Shapes: x any; the result the same, bool.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator IsNaN, since version 20
 */
export function isNaN(x: Value): Value {
  return apply(isNaNOp, [x]);
}
