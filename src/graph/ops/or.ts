import { defineBinary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const orOp = defineBinary("Or", 7, ["bool"], "bool");

/**
 * Logical or.
 *
 * Shapes: a and b broadcast over each other; the result is bool.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Or, since version 7
 */
export function or(a: Value, b: Value): Value {
  return apply(orOp, [a, b]);
}
