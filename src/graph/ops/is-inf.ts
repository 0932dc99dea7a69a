import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const isInfOp = defineUnary("IsInf", 20, floatTypes, "bool");

/**
 * Whether x is +∞ or −∞.
 *
 * Shapes: x any; the result the same, bool.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator IsInf, since version 20
 */
export function isInf(x: Value): Value {
  return apply(isInfOp, [x]);
}
