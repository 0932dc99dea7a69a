import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const reluOp = defineUnary("Relu", 14, floatTypes);

/**
 * max(x, 0).
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Relu, since version 14
 */
export function relu(x: Value): Value {
  return apply(reluOp, [x]);
}
