import { cast } from "../graph/ops/cast.ts";
import { div } from "../graph/ops/div.ts";
import { equal } from "../graph/ops/equal.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import type { Value } from "../graph/value.ts";
import { restoreAxes } from "./restore-axes.ts";

/**
 * The adjoint of picking an extreme element over `axes`: dY goes to the elements of x that equal y, in
 * equal shares where there are several, 0 to all others.
 *
 * Shapes: y and dY as the reduction gave them; returns x's shape.
 */
export function shareAmongEquals(
  x: Value,
  reduced: { readonly y: Value; readonly dY: Value },
  axes: readonly number[],
): Value {
  const restored = restoreAxes(reduced.y, x.shape, axes);
  const isPicked = cast(equal(x, restored), x.dtype);
  const share = div(restoreAxes(reduced.dY, x.shape, axes), reduceSum(isPicked, axes, true));
  return mul(isPicked, share);
}
