import { int } from "../attributes.ts";
import { definePool, pool, type PoolOptions } from "../pooling.ts";
import type { Value } from "../value.ts";

export const averagePoolOp = definePool("AveragePool", 19);

export interface AveragePoolOptions extends PoolOptions {
  /** Whether padding counts as elements that are 0; false. */
  readonly countsPads?: boolean | undefined;
}

/**
 * Mean of each window.
 *
 * Shapes: x [N, C, H, W] (or [N, C, L]); returns [N, C, H', W'], rounded down.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator AveragePool, since version 19
 */
export function averagePool(x: Value, options: AveragePoolOptions): Value {
  const countsPads = int(options.countsPads === true ? 1 : 0);
  return pool(averagePoolOp, x, options, { count_include_pad: countsPads });
}
