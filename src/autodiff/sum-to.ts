import { sumRows } from "../graph/derived/sum-rows.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { sameShape } from "../graph/shape.ts";
import type { Shape, Value } from "../graph/value.ts";
import { wideSum } from "./wide-sum.ts";

/**
 * The adjoint of broadcasting: sums `x` over the axes along which `shape` was stretched.
 *
 * Shapes: x any that `shape` broadcasts to; returns `shape`.
 */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const added = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, i) => (size !== (shape[i - added] ?? -1) ? [i] : []));
  const isAllButLast = axes.length === x.shape.length - 1 && !axes.includes(axes.length);
  const isProduct = isAllButLast && x.dtype !== "float16";
  const summed = isProduct ? sumRows(x) : wideSum(x, axes, added === 0);
  return sameShape(summed.shape, shape) ? summed : reshape(summed, shape);
}
