import { numberTypes } from "../dtypes.ts";
import { defineBinary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const divOp = defineBinary("Div", 14, numberTypes);

/**
 * a / b; truncated for integers.
 *
 * Shapes: a and b broadcast over each other.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Div, since version 14
 */
export function div(a: Value, b: Value): Value {
  return apply(divOp, [a, b]);
}
