import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const ceilOp = defineUnary("Ceil", 13, floatTypes);

/**
 * Rounded up to a whole number; no gradient passes.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Ceil, since version 13
 */
export function ceil(x: Value): Value {
  return apply(ceilOp, [x]);
}
