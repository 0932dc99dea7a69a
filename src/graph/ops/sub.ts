import { numberTypes } from "../dtypes.ts";
import { defineBinary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const subOp = defineBinary("Sub", 14, numberTypes);

/**
 * a − b.
 *
 * Shapes: a and b broadcast over each other.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Sub, since version 14
 */
export function sub(a: Value, b: Value): Value {
  return apply(subOp, [a, b]);
}
