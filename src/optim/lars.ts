import { z } from "zod";
import { accumulateMomentum } from "./accumulate-momentum.ts";
import { clipByGlobalNorm } from "./clip-by-global-norm.ts";
import { commonOptions } from "./common-options.ts";
import { defineOptimizer } from "./optimizer.ts";
import { orthogonalGradient } from "./orthogonal-gradient.ts";
import { scaleByLearningRate } from "./scale-by-learning-rate.ts";
import { scaleByTrustRatio } from "./scale-by-trust-ratio.ts";
import { chain } from "./transform.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 0.2, maxLearningRate: 100, weightDecay: 1e-4 }),
  momentum: z.number().min(0).lt(1).default(0.9),
  /** Length of a step as a part of the tensor's own norm, at a rate of 1. */
  trustCoefficient: z.number().positive().max(1).default(1e-3),
});

/**
 * LARS: each weight tensor moves by a part of its own norm, whatever the gradient's. Biases, norms
 * and scales have neither that nor decay, as in the self-supervised recipes that use it (Grill et al.
 * 2020, arXiv:2006.07733, §3.3). Weight decay is part of the step that is scaled, as published.
 *
 * State: 4 bytes a parameter, the momentum; none at momentum 0.
 * @see You et al. 2017, arXiv:1708.03888, algorithm 1
 */
export const lars = defineOptimizer({
  name: "lars",
  options,
  build: (all) => {
    const { weightDecay, clipNorm, orthogonalBeta, momentum, trustCoefficient, ...schedule } = all;
    return {
      transform: chain(
        clipByGlobalNorm(clipNorm),
        orthogonalGradient(orthogonalBeta),
        scaleByTrustRatio({ trustCoefficient, weightDecay }),
        // The momentum is of steps, not of gradients: a change of rate does not act on past ones.
        scaleByLearningRate,
        accumulateMomentum({ momentum, nesterov: false }),
      ),
      schedule,
    };
  },
});
