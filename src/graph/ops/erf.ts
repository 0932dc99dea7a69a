import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const erfOp = defineUnary("Erf", 13, floatTypes);

/**
 * The error function, 2/√π ∫₀ˣ e^(−t²) dt.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Erf, since version 13
 */
export function erf(x: Value): Value {
  return apply(erfOp, [x]);
}
