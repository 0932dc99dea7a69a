import { cast } from "../graph/ops/cast.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import type { Value } from "../graph/value.ts";

/**
 * Σ x over `axes`, added up in float32 where x is float16: a bias's gradient sums every cell of a batch,
 * and float16 stops counting at 2048. Shapes: x any; `axes` go, or stay with size 1 when `keepDims`.
 */
export function wideSum(x: Value, axes: readonly number[], keepDims = false): Value {
  if (x.dtype !== "float16" || axes.length === 0) return reduceSum(x, axes, keepDims);
  return cast(reduceSum(cast(x, "float32"), axes, keepDims), "float16");
}
