import { defineReduction, reduce } from "../reduction.ts";
import type { Value } from "../value.ts";

export const reduceMinOp = defineReduction("ReduceMin", 20);

/**
 * Smallest over `axes`; equal smallest elements share the gradient.
 *
 * Shapes: x any; the axes (negative counts from the end) go, or stay with size 1 when `keepDims`.
 * @throws AppError SHAPE_MISMATCH when x has no such axis, DTYPE_MISMATCH
 * @see ONNX operator ReduceMin, since version 20
 */
export function reduceMin(x: Value, axes: readonly number[], keepDims = false): Value {
  return reduce(reduceMinOp, x, axes, keepDims);
}
