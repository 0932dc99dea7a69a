import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const notOp = defineUnary("Not", 1, ["bool"], "bool");

/**
 * Logical not.
 *
 * Shapes: x any; the result the same, bool.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Not, since version 1
 */
export function not(x: Value): Value {
  return apply(notOp, [x]);
}
