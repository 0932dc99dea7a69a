import { square } from "../graph/derived/square.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { add } from "../graph/ops/add.ts";
import { div } from "../graph/ops/div.ts";
import { min } from "../graph/ops/min.ts";
import { mul } from "../graph/ops/mul.ts";
import { sqrt } from "../graph/ops/sqrt.ts";
import { scalar } from "../graph/leaves.ts";
import type { Transform } from "./transform.ts";

/**
 * Scales all updates by min(1, maxNorm / ‖updates‖₂), the norm taken over all of them together.
 * Publishes the norm before clipping as `gradientNorm`.
 * @see Pascanu et al. 2013, On the difficulty of training recurrent neural networks, alg. 1
 */
export function clipByGlobalNorm(maxNorm: number): Transform {
  return (updates, context) => {
    const sumOfSquares = updates.map((u) => sumAll(square(u))).reduce(add);
    const norm = sqrt(sumOfSquares);
    context.metric("gradientNorm", norm);
    const factor = min(scalar(1), div(scalar(maxNorm), add(norm, scalar(1e-12))));
    return updates.map((u) => mul(u, factor));
  };
}
