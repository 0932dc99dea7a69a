import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const floorOp = defineUnary("Floor", 13, floatTypes);

/**
 * Rounded down to a whole number; no gradient passes.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Floor, since version 13
 */
export function floor(x: Value): Value {
  return apply(floorOp, [x]);
}
