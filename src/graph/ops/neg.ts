import { numberTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const negOp = defineUnary("Neg", 13, numberTypes);

/**
 * −x.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Neg, since version 13
 */
export function neg(x: Value): Value {
  return apply(negOp, [x]);
}
