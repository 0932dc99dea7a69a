import { z } from "zod";
import { addDecayedWeights } from "./add-decayed-weights.ts";
import { clipByGlobalNorm } from "./clip-by-global-norm.ts";
import { commonOptions } from "./common-options.ts";
import { defineOptimizer } from "./optimizer.ts";
import { orthogonalGradient } from "./orthogonal-gradient.ts";
import { scaleByAdam } from "./scale-by-adam.ts";
import { scaleByLearningRate } from "./scale-by-learning-rate.ts";
import { chain } from "./transform.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3, maxLearningRate: 1, weightDecay: 0.01 }),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.98),
  epsilon: z.number().positive().default(1e-8),
});

/**
 * Adam with decoupled weight decay, global-norm clipping before it and linear warm-up.
 *
 * State: 8 bytes a parameter, two moments.
 * @see Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2
 */
export const adamw = defineOptimizer({
  name: "adamw",
  options,
  build: ({ weightDecay, clipNorm, orthogonalBeta, epsilon, ...schedule }) => ({
    transform: chain(
      clipByGlobalNorm(clipNorm),
      orthogonalGradient(orthogonalBeta),
      scaleByAdam({ beta1: schedule.beta1, beta2: schedule.beta2, epsilon }),
      addDecayedWeights(weightDecay),
      scaleByLearningRate,
    ),
    schedule,
  }),
});
