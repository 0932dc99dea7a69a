import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const sigmoidOp = defineUnary("Sigmoid", 13, floatTypes);

/**
 * 1 / (1 + e⁻ˣ).
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Sigmoid, since version 13
 */
export function sigmoid(x: Value): Value {
  return apply(sigmoidOp, [x]);
}
