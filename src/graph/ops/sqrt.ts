import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const sqrtOp = defineUnary("Sqrt", 13, floatTypes);

/**
 * √x; NaN below 0, and an infinite gradient at 0.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Sqrt, since version 13
 */
export function sqrt(x: Value): Value {
  return apply(sqrtOp, [x]);
}
