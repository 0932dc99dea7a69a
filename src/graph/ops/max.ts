import { numberTypes } from "../dtypes.ts";
import { defineBinary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const maxOp = defineBinary("Max", 13, numberTypes);

/**
 * The larger of a and b; the gradient of a tie goes to a.
 *
 * Shapes: a and b broadcast over each other.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Max, since version 13
 */
export function max(a: Value, b: Value): Value {
  return apply(maxOp, [a, b]);
}
