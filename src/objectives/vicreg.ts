import { z } from "zod";
import { identityMatrix } from "../graph/derived/identity-matrix.ts";
import { meanAll } from "../graph/derived/mean-all.ts";
import { scale } from "../graph/derived/scale.ts";
import { square } from "../graph/derived/square.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { swapLastTwo } from "../graph/derived/swap-last-two.ts";
import { scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceMean } from "../graph/ops/reduce-mean.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";
import { embeddingOptions, embedPair } from "./embed-pair.ts";
import { defineObjective } from "./objective.ts";
import { collapsedHinge, varianceHinge } from "./variance-hinge.ts";

const options = z.strictObject({
  /** λ, μ and ν of eq. 6. */
  invariance: z.number().nonnegative().default(25),
  variance: z.number().nonnegative().default(25),
  covariance: z.number().nonnegative().default(1),
  ...embeddingOptions,
});

/**
 * VICReg: the embeddings of a clip's two frames alike, each dimension spread over the batch, no two
 * dimensions telling the same. Needs neither negatives nor a teacher.
 *
 * Keep `dimension` at twice the batch at most: the covariance of B perfect embeddings is not 0 but
 * (D − 1)/(B − 1).
 *
 * Shapes: place channels of two maps [B, rows, columns, P] → embeddings [B, D] → scalar []. Collapsed
 * it is 0.99·variance. As in the published code the first term is a mean over dimensions too, and the
 * second the mean of both frames'.
 * @throws AppError SHAPE_MISMATCH when B < 2
 * @see Bardes et al. 2022, arXiv:2105.04906, eq. 6
 */
export const vicreg = defineObjective({
  name: "vicreg",
  options,
  chance: (_, weights) => weights.variance * collapsedHinge,
  perClip: (inputs, { hidden, dimension }, parameters) => {
    const { placeChannels } = inputs;
    return { ...embedPair(inputs, { placeChannels, hidden, dimension }, parameters) };
  },
  combine: ({ embedding, previousEmbedding }, weights) => {
    const invariance = meanAll(square(sub(embedding, previousEmbedding)));
    const both = [embedding, previousEmbedding];
    const variance = scale(both.map(varianceHinge).reduce(add), 0.5);
    const covariance = both.map(offDiagonalCovariance).reduce(add);
    const terms: readonly (readonly [Value, number])[] = [
      [invariance, weights.invariance],
      [variance, weights.variance],
      [covariance, weights.covariance],
    ];
    return {
      loss: terms.map(([term, weight]) => scale(term, weight)).reduce(add),
      metrics: { invariance, variance, covariance },
      vectors: { embedding, previousEmbedding },
    };
  },
});

/** c(Z) of eq. 4: Σ over i ≠ j of Cov(zᵢ, zⱼ)², over D. Shapes: [B, D] → []. */
function offDiagonalCovariance(embedding: Value): Value {
  const [batch, dimension] = embedding.shape as [number, number];
  const centred = sub(embedding, reduceMean(embedding, [0], true));
  const covariance = scale(matMul(swapLastTwo(centred), centred), 1 / (batch - 1));
  const offDiagonal = sub(scalar(1), identityMatrix(dimension));
  return scale(sumAll(mul(square(covariance), offDiagonal)), 1 / dimension);
}
