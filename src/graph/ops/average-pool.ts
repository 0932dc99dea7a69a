import { int } from "../attributes.ts";
import { definePool, pool, type PoolOptions } from "../pooling.ts";
import type { Value } from "../value.ts";

export const averagePoolOp = definePool("AveragePool", 19);

/**
 * Mean of each window, padding not counted.
 *
 * Shapes: x [N, C, H, W] (or [N, C, L]); returns [N, C, H', W'], rounded down.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator AveragePool, since version 19
 */
export function averagePool(x: Value, options: PoolOptions): Value {
  return pool(averagePoolOp, x, options, { count_include_pad: int(0) });
}
