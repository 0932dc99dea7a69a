import { broadcastShapes } from "../broadcast.ts";
import { anyTypes, requireDType, requireSameDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import type { Value } from "../value.ts";

export const whereOp = defineOp({
  name: "Where",
  since: 16,
  inputs: ["condition", "a", "b"],
  infer({ condition, a, b }) {
    requireDType("Where", condition, ["bool"]);
    requireDType("Where", a, anyTypes);
    requireSameDType("Where", a, b);
    const both = broadcastShapes("Where", a.shape, b.shape);
    return [{ dtype: a.dtype, shape: broadcastShapes("Where", condition.shape, both) }];
  },
});

/**
 * a where the condition holds, else b.
 *
 * Shapes: all three broadcast over each other; condition is bool.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Where, since version 16
 */
export function where(condition: Value, a: Value, b: Value): Value {
  return apply(whereOp, [condition, a, b]);
}
