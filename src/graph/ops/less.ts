import { numberTypes } from "../dtypes.ts";
import { defineBinary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const lessOp = defineBinary("Less", 13, numberTypes, "bool");

/**
 * a < b.
 *
 * Shapes: a and b broadcast over each other; the result is bool.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Less, since version 13
 */
export function less(a: Value, b: Value): Value {
  return apply(lessOp, [a, b]);
}
