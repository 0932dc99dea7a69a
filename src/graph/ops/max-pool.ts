import { definePool, pool, type PoolOptions } from "../pooling.ts";
import type { Value } from "../value.ts";

export const maxPoolOp = definePool("MaxPool", 12);

/**
 * Largest element of each window; the gradient goes to the first of equal ones, row by row.
 *
 * Shapes: x [N, C, H, W] (or [N, C, L]); returns [N, C, H', W'], rounded down.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator MaxPool, since version 12
 */
export function maxPool(x: Value, options: PoolOptions): Value {
  return pool(maxPoolOp, x, options);
}
