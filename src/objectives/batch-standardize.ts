import { variance } from "../graph/derived/variance.ts";
import { scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { div } from "../graph/ops/div.ts";
import { reduceMean } from "../graph/ops/reduce-mean.ts";
import { sqrt } from "../graph/ops/sqrt.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";

/** As batch normalisation has it. */
const epsilon = 1e-5;

/**
 * Mean 0 and deviation 1 of each dimension over the batch: batch normalisation without parameters.
 * Embeddings that are all the same become 0. Shapes: [B, D] → same.
 * @see Ioffe & Szegedy 2015, arXiv:1502.03167, alg. 1
 */
export function batchStandardize(x: Value): Value {
  const deviation = sqrt(add(variance(x, [0], true), scalar(epsilon)));
  return div(sub(x, reduceMean(x, [0], true)), deviation);
}
