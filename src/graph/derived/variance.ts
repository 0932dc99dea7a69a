import { reduceMean } from "../ops/reduce-mean.ts";
import { sub } from "../ops/sub.ts";
import type { Value } from "../value.ts";
import { square } from "./square.ts";

/**
 * Mean squared distance from the mean over `axes`: divided by n, not by n − 1.
 *
 * The mean is taken off first: E[x²] − E[x]² loses all digits where the mean is large.
 * Shapes: x any; the axes (negative counts from the end) go, or stay with size 1 when `keepDims`.
 * @throws AppError SHAPE_MISMATCH when x has no such axis, DTYPE_MISMATCH
 */
export function variance(x: Value, axes: readonly number[], keepDims = false): Value {
  return reduceMean(square(sub(x, reduceMean(x, axes, true))), axes, keepDims);
}
