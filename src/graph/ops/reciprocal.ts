import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const reciprocalOp = defineUnary("Reciprocal", 13, floatTypes);

/**
 * 1/x.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Reciprocal, since version 13
 */
export function reciprocal(x: Value): Value {
  return apply(reciprocalOp, [x]);
}
