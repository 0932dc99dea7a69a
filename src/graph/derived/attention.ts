import { scalar } from "../leaves.ts";
import { add } from "../ops/add.ts";
import { matMul } from "../ops/mat-mul.ts";
import { softmax } from "../ops/softmax.ts";
import { where } from "../ops/where.ts";
import type { Value } from "../value.ts";
import { scale } from "./scale.ts";
import { swapLastTwo } from "./swap-last-two.ts";

/** Far below every score, and still finite in float16: a row that may see nothing stays a number. */
const never = -3e4;

/**
 * softmax(Q·Kᵀ·factor + mask)·V: each query's mean of the values, weighted by how its key fits.
 *
 * Shapes: query [..., Q, D], key [..., K, D], value [..., K, E], leading axes (batch, heads) broadcast;
 * mask broadcasts to [..., Q, K], bool (true where a query may look) or x's dtype, added to the scores;
 * returns [..., Q, E]. `factor` is 1/√D by default. A query that may look nowhere takes the plain mean.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see Vaswani et al. 2017, arXiv:1706.03762, eq. 1
 */
export function attention(
  inputs: { readonly query: Value; readonly key: Value; readonly value: Value },
  options: { readonly mask?: Value | undefined; readonly factor?: number | undefined } = {},
): Value {
  const { query, key, value } = inputs;
  const { mask, factor = 1 / Math.sqrt(query.shape.at(-1) ?? 1) } = options;
  // The smaller operand is scaled, not the [Q, K] scores.
  const scores = matMul(scale(query, factor), swapLastTwo(key));
  return matMul(softmax(mask ? masked(scores, mask) : scores, -1), value);
}

function masked(scores: Value, mask: Value): Value {
  if (mask.dtype !== "bool") return add(scores, mask);
  return where(mask, scores, scalar(never, scores.dtype));
}
