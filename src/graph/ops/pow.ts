import { floatTypes } from "../dtypes.ts";
import { defineBinary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const powOp = defineBinary("Pow", 15, floatTypes);

/**
 * aᵇ; NaN for a negative base and a fractional exponent.
 *
 * Shapes: a and b broadcast over each other.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Pow, since version 15
 */
export function pow(a: Value, b: Value): Value {
  return apply(powOp, [a, b]);
}
