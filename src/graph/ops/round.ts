import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const roundOp = defineUnary("Round", 11, floatTypes);

/**
 * Rounded to the nearest whole number, halves to the even one; no gradient passes.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Round, since version 11
 */
export function round(x: Value): Value {
  return apply(roundOp, [x]);
}
