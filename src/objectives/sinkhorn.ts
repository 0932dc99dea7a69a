import { scale } from "../graph/derived/scale.ts";
import { exp } from "../graph/ops/exp.ts";
import { div } from "../graph/ops/div.ts";
import { reduceMax } from "../graph/ops/reduce-max.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";

/**
 * Shares samples out among prototypes so that each prototype gets about as many: rows and columns of
 * e^(scores/ε) are divided by their sums in turn.
 *
 * Shapes: scores [N, K], cosines → [N, K]; each row sums to 1, each column to about N/K.
 * @see Cuturi 2013, arXiv:1306.0895, alg. 1; as in Caron et al. 2020, arXiv:2006.09882, §3.1
 */
export function sinkhorn(
  scores: Value,
  options: { readonly epsilon: number; readonly iterations: number },
): Value {
  const { epsilon, iterations } = options;
  // One shift for all, which the sums take out again: e^(1/0.05) would be 5·10⁸.
  let shares = exp(scale(sub(scores, reduceMax(scores, [0, 1], true)), 1 / epsilon));
  for (let i = 0; i < iterations; i++) {
    shares = div(shares, reduceSum(shares, [0], true));
    shares = div(shares, reduceSum(shares, [1], true));
  }
  return shares;
}
