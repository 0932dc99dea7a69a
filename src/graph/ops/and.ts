import { defineBinary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const andOp = defineBinary("And", 7, ["bool"], "bool");

/**
 * Logical and.
 *
 * Shapes: a and b broadcast over each other; the result is bool.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator And, since version 7
 */
export function and(a: Value, b: Value): Value {
  return apply(andOp, [a, b]);
}
