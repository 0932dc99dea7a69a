import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const softplusOp = defineUnary("Softplus", 1, floatTypes);

/**
 * ln(1 + eˣ), a smooth max(x, 0).
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Softplus, since version 1
 */
export function softplus(x: Value): Value {
  return apply(softplusOp, [x]);
}
