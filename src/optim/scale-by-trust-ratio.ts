import { scale } from "../graph/derived/scale.ts";
import { scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { div } from "../graph/ops/div.ts";
import { greater } from "../graph/ops/greater.ts";
import { max } from "../graph/ops/max.ts";
import { sqrt } from "../graph/ops/sqrt.ts";
import { where } from "../graph/ops/where.ts";
import { dotPerTensor, scalePerTensor } from "./per-tensor.ts";
import type { Transform } from "./transform.ts";

/** Less than any norm that a float32 sum of squares can have, but 0. */
const tiny = 1e-30;

/**
 * Each tensor's update becomes λ·(g + βw), λ = η‖w‖ / (‖g‖ + β‖w‖); biases, norms and scales keep
 * theirs. A tensor that is 0, which could never move, has λ = 1.
 * @see You et al. 2017, arXiv:1708.03888, algorithm 1 and eq. 6
 */
export function scaleByTrustRatio(options: {
  /** η */
  readonly trustCoefficient: number;
  /** β */
  readonly weightDecay: number;
}): Transform {
  const { trustCoefficient, weightDecay } = options;
  return (updates, context) =>
    updates.map((gradient, i) => {
      const { isDecayed, value: weights, sizes } = context.parameters[i]!;
      if (!isDecayed) return gradient;
      const norm = sqrt(dotPerTensor(weights, weights, sizes));
      const gradientNorm = sqrt(dotPerTensor(gradient, gradient, sizes));
      const whole = max(add(gradientNorm, scale(norm, weightDecay)), scalar(tiny));
      const ratio = div(scale(norm, trustCoefficient), whole);
      const trust = where(greater(norm, scalar(0)), ratio, scalar(1));
      return scalePerTensor(add(gradient, scale(weights, weightDecay)), trust, sizes);
    });
}
