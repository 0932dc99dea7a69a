import { float } from "../attributes.ts";
import { defineUnary } from "../elementwise.ts";
import { floatTypes } from "../dtypes.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const hardSigmoidOp = defineUnary("HardSigmoid", 6, floatTypes);

/**
 * min(1, max(0, alpha·x + beta)): a ramp, or with a large alpha the step that marks where x is positive.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator HardSigmoid, since version 6
 */
export function hardSigmoid(
  x: Value,
  { alpha, beta }: { readonly alpha: number; readonly beta: number },
): Value {
  return apply(hardSigmoidOp, [x], { alpha: float(alpha), beta: float(beta) });
}
