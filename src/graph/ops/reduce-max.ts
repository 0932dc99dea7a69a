import { defineReduction, reduce } from "../reduction.ts";
import type { Value } from "../value.ts";

export const reduceMaxOp = defineReduction("ReduceMax", 20);

/**
 * Largest over `axes`; equal largest elements share the gradient.
 *
 * Shapes: x any; the axes (negative counts from the end) go, or stay with size 1 when `keepDims`.
 * @throws AppError SHAPE_MISMATCH when x has no such axis, DTYPE_MISMATCH
 * @see ONNX operator ReduceMax, since version 20
 */
export function reduceMax(x: Value, axes: readonly number[], keepDims = false): Value {
  return reduce(reduceMaxOp, x, axes, keepDims);
}
