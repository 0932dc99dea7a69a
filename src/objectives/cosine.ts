import { l2Normalize } from "../graph/derived/l2-normalize.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import type { Value } from "../graph/value.ts";

/** The cosine between row i of a and row i of b. Shapes: [B, D] each → [B]. */
export function cosine(a: Value, b: Value): Value {
  return reduceSum(mul(l2Normalize(a, 1), l2Normalize(b, 1)), [1]);
}
