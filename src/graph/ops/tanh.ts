import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const tanhOp = defineUnary("Tanh", 13, floatTypes);

/**
 * Hyperbolic tangent.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Tanh, since version 13
 */
export function tanh(x: Value): Value {
  return apply(tanhOp, [x]);
}
