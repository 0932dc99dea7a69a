import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const cosOp = defineUnary("Cos", 7, floatTypes);

/**
 * cos x, x in radians.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Cos, since version 7
 */
export function cos(x: Value): Value {
  return apply(cosOp, [x]);
}
