import { defineReduction, reduce } from "../reduction.ts";
import type { Value } from "../value.ts";

export const reduceMeanOp = defineReduction("ReduceMean", 18);

/**
 * Mean over `axes`.
 *
 * Shapes: x any; the axes (negative counts from the end) go, or stay with size 1 when `keepDims`.
 * @throws AppError SHAPE_MISMATCH when x has no such axis, DTYPE_MISMATCH
 * @see ONNX operator ReduceMean, since version 18
 */
export function reduceMean(x: Value, axes: readonly number[], keepDims = false): Value {
  return reduce(reduceMeanOp, x, axes, keepDims);
}
