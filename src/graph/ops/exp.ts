import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const expOp = defineUnary("Exp", 13, floatTypes);

/**
 * eˣ.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Exp, since version 13
 */
export function exp(x: Value): Value {
  return apply(expOp, [x]);
}
