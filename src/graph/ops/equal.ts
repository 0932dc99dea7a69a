import { anyTypes } from "../dtypes.ts";
import { defineBinary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const equalOp = defineBinary("Equal", 19, anyTypes, "bool");

/**
 * a = b.
 *
 * Shapes: a and b broadcast over each other; the result is bool.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Equal, since version 19
 */
export function equal(a: Value, b: Value): Value {
  return apply(equalOp, [a, b]);
}
