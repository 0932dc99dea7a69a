import { expand } from "../graph/ops/expand.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { sameShape } from "../graph/shape.ts";
import type { Shape, Value } from "../graph/value.ts";

/** `reduced` with the folded axes back at size 1, whether the reduction kept them or not. */
export function restoreAxes(reduced: Value, shape: Shape, axes: readonly number[]): Value {
  const kept = shape.map((size, i) => (axes.includes(i) ? 1 : size));
  return sameShape(reduced.shape, kept) ? reduced : reshape(reduced, kept);
}

/** The adjoint of a sum over `axes`: `reduced` repeated along them, up to `shape`. */
export function spreadOver(reduced: Value, shape: Shape, axes: readonly number[]): Value {
  return expand(restoreAxes(reduced, shape, axes), shape);
}
