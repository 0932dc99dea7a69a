import { defineReduction, reduce } from "../reduction.ts";
import type { Value } from "../value.ts";

export const reduceSumOp = defineReduction("ReduceSum", 13);

/**
 * Sum over `axes`.
 *
 * Shapes: x any; the axes (negative counts from the end) go, or stay with size 1 when `keepDims`.
 * @throws AppError SHAPE_MISMATCH when x has no such axis, DTYPE_MISMATCH
 * @see ONNX operator ReduceSum, since version 13
 */
export function reduceSum(x: Value, axes: readonly number[], keepDims = false): Value {
  return reduce(reduceSumOp, x, axes, keepDims);
}
