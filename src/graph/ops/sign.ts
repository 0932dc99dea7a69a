import { numberTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const signOp = defineUnary("Sign", 13, numberTypes);

/**
 * −1, 0 or 1.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Sign, since version 13
 */
export function sign(x: Value): Value {
  return apply(signOp, [x]);
}
