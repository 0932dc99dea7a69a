import { z } from "zod";
import { addDecayedWeights } from "./add-decayed-weights.ts";
import { clipByGlobalNorm } from "./clip-by-global-norm.ts";
import { commonOptions } from "./common-options.ts";
import { defineOptimizer } from "./optimizer.ts";
import { orthogonalGradient } from "./orthogonal-gradient.ts";
import { scaleByLearningRate } from "./scale-by-learning-rate.ts";
import { scaleByLion } from "./scale-by-lion.ts";
import { chain } from "./transform.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-4, maxLearningRate: 1, weightDecay: 0.1 }),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.99),
});

/**
 * Lion: every parameter moves by the same amount, the sign of a momentum decides where to. The paper
 * advises a rate 3 to 10 times smaller than AdamW's, and a decay that many times larger (§5).
 *
 * State: 4 bytes a parameter, the momentum.
 * @see Chen et al. 2023, arXiv:2302.06675, algorithm 2
 */
export const lion = defineOptimizer({
  name: "lion",
  options,
  build: ({ weightDecay, clipNorm, orthogonalBeta, beta1, beta2, ...schedule }) => ({
    transform: chain(
      clipByGlobalNorm(clipNorm),
      orthogonalGradient(orthogonalBeta),
      scaleByLion({ beta1, beta2 }),
      addDecayedWeights(weightDecay),
      scaleByLearningRate,
    ),
    schedule,
  }),
});
