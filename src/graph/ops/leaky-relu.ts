import { float } from "../attributes.ts";
import { floatTypes } from "../dtypes.ts";
import { defineUnary } from "../elementwise.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";

export const leakyReluOp = defineUnary("LeakyRelu", 16, floatTypes);

/**
 * x where x ≥ 0, else slope·x; the gradient at 0 is the slope.
 *
 * Shapes: x any; the result the same. `slope` 0.01 by default.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator LeakyRelu, since version 16
 */
export function leakyRelu(x: Value, slope = 0.01): Value {
  return apply(leakyReluOp, [x], { alpha: float(slope) });
}
