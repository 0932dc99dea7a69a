import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const sinOp = defineUnary("Sin", 7, floatTypes);

/**
 * sin x, x in radians.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Sin, since version 7
 */
export function sin(x: Value): Value {
  return apply(sinOp, [x]);
}
