import { z } from "zod";
import { accumulateMomentum } from "./accumulate-momentum.ts";
import { addDecayedWeights } from "./add-decayed-weights.ts";
import { clipByGlobalNorm } from "./clip-by-global-norm.ts";
import { commonOptions } from "./common-options.ts";
import { defineOptimizer } from "./optimizer.ts";
import { orthogonalGradient } from "./orthogonal-gradient.ts";
import { scaleByLearningRate } from "./scale-by-learning-rate.ts";
import { chain } from "./transform.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 0.05, maxLearningRate: 10, weightDecay: 1e-3 }),
  momentum: z.number().min(0).lt(1).default(0.9),
  /** Looks one step of momentum ahead. */
  nesterov: z.boolean().default(false),
});

/**
 * Gradient descent with momentum, Nesterov's on request, and decoupled weight decay: the decay does
 * not go through the momentum.
 *
 * State: 4 bytes a parameter, the momentum; none at momentum 0.
 * @see Sutskever et al. 2013, On the importance of initialization and momentum in deep learning, §2
 * @see Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 1
 */
export const sgd = defineOptimizer({
  name: "sgd",
  options,
  build: ({ weightDecay, clipNorm, orthogonalBeta, momentum, nesterov, ...schedule }) => ({
    transform: chain(
      clipByGlobalNorm(clipNorm),
      orthogonalGradient(orthogonalBeta),
      accumulateMomentum({ momentum, nesterov }),
      addDecayedWeights(weightDecay),
      scaleByLearningRate,
    ),
    schedule,
  }),
});
