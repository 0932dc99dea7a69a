import { concat } from "../graph/ops/concat.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import { split } from "../graph/ops/split.ts";
import type { Value } from "../graph/value.ts";

/** A vector's parts, of the given sizes. */
function parts(x: Value, sizes: readonly number[]): readonly Value[] {
  return sizes.length === 1 ? [x] : split(x, sizes, 0);
}

function join(xs: readonly Value[]): Value {
  return xs.length === 1 ? xs[0]! : concat(xs, 0);
}

/**
 * The inner products of the tensors that lie side by side in two vectors.
 *
 * Shapes: a and b [n], the sizes adding up to n; returns [tensors], so that what follows from the
 * products is computed once for all tensors and not once for each.
 */
export function dotPerTensor(a: Value, b: Value, sizes: readonly number[]): Value {
  return join(parts(mul(a, b), sizes).map((part) => reduceSum(part, [0], true)));
}

/** Each tensor of `x` times its own factor. Shapes: x [n], factors [tensors]; returns [n]. */
export function scalePerTensor(x: Value, factors: Value, sizes: readonly number[]): Value {
  const each = parts(
    factors,
    sizes.map(() => 1),
  );
  return join(parts(x, sizes).map((part, i) => mul(part, each[i]!)));
}
