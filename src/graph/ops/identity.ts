import { anyTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const identityOp = defineUnary("Identity", 19, anyTypes);

/**
 * x itself, under another name.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Identity, since version 19
 */
export function identity(x: Value): Value {
  return apply(identityOp, [x]);
}
