import { numberTypes } from "../dtypes.ts";
import { defineBinary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const mulOp = defineBinary("Mul", 14, numberTypes);

/**
 * a · b.
 *
 * Shapes: a and b broadcast over each other.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Mul, since version 14
 */
export function mul(a: Value, b: Value): Value {
  return apply(mulOp, [a, b]);
}
