import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const logOp = defineUnary("Log", 13, floatTypes);

/**
 * ln x; −∞ at 0, NaN below.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Log, since version 13
 */
export function log(x: Value): Value {
  return apply(logOp, [x]);
}
