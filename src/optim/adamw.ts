import { z } from "zod";
import { addDecayedWeights } from "./add-decayed-weights.ts";
import { clipByGlobalNorm } from "./clip-by-global-norm.ts";
import { defineOptimizer } from "./optimizer.ts";
import { scaleByAdam } from "./scale-by-adam.ts";
import { scaleByLearningRate } from "./scale-by-learning-rate.ts";
import { chain } from "./transform.ts";

const options = z.strictObject({
  learningRate: z.number().positive().max(1).default(1e-3),
  weightDecay: z.number().nonnegative().max(1).default(0.01),
  /** Largest global norm of the gradient; a larger one is scaled down to it. */
  clipNorm: z.number().positive().default(1),
  warmupSteps: z.int().nonnegative().default(50),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.98),
  /** Half-life of the averaged weights, which are the ones that are published, in steps. */
  averageHalfLifeSteps: z.number().positive().max(1e6).default(300),
  epsilon: z.number().positive().default(1e-8),
});

/**
 * Adam with decoupled weight decay, global-norm clipping before it and linear warm-up.
 * @see Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2
 */
export const adamw = defineOptimizer({
  name: "adamw",
  options,
  build: ({ weightDecay, clipNorm, epsilon, ...schedule }) => ({
    transform: chain(
      clipByGlobalNorm(clipNorm),
      scaleByAdam({ beta1: schedule.beta1, beta2: schedule.beta2, epsilon }),
      addDecayedWeights(weightDecay),
      scaleByLearningRate,
    ),
    schedule,
  }),
});
