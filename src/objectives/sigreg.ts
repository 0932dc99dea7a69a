import { z } from "zod";
import { meanAll } from "../graph/derived/mean-all.ts";
import { scale } from "../graph/derived/scale.ts";
import { square } from "../graph/derived/square.ts";
import { add } from "../graph/ops/add.ts";
import { sub } from "../graph/ops/sub.ts";
import { embeddingOptions, embedPair } from "./embed-pair.ts";
import { defineObjective } from "./objective.ts";
import { collapsedStatistic, sigregStatistic } from "./sigreg-statistic.ts";
import { collapsedHinge, varianceHinge } from "./variance-hinge.ts";

const options = z.strictObject({
  /** λ of the statistic. λ·batch between 3 and 12 is a safe band. */
  regularity: z.number().nonnegative().max(100).default(0.36),
  /** Weight of a hinge on the deviations, whose pull does not fade where everything has collapsed. */
  hinge: z.number().nonnegative().max(100).default(1),
  /** Random directions that the embeddings are looked at along, fresh ones in every step. */
  directions: z.int().min(8).max(4096).default(256),
  ...embeddingOptions,
});

/**
 * LeJEPA's objective over time: the embeddings of a clip's two frames alike, and those of a batch
 * spread as a standard normal distribution (SIGReg). Needs neither negatives, teacher nor
 * stop-gradient.
 *
 * Shapes: place channels of two maps [B, rows, columns, P] → embeddings [B, D] → scalar []. The metric
 * `statistic` is about 1.06 for normal embeddings and 0.40·B for collapsed ones.
 * @throws AppError SHAPE_MISMATCH when B < 2
 * @see Balestriero & LeCun 2025, arXiv:2511.08544; the hinge as in Bardes et al. 2022, eq. 1
 */
export const sigreg = defineObjective({
  name: "sigreg",
  options,
  chance: (batch, { regularity, hinge }) =>
    regularity * collapsedStatistic(batch) + hinge * collapsedHinge,
  needs: ({ directions, dimension }) => ({
    draws: { directions: { of: "batch", shape: [dimension, directions], kind: "normal" } },
  }),
  perClip: (inputs, { hidden, dimension }, parameters) => {
    const { placeChannels } = inputs;
    return { ...embedPair(inputs, { placeChannels, hidden, dimension }, parameters) };
  },
  combine: ({ embedding, previousEmbedding }, { regularity, hinge }, { draws }) => {
    const both = [embedding, previousEmbedding];
    const directions = draws["directions"]!;
    const invariance = meanAll(square(sub(embedding, previousEmbedding)));
    const statistic = scale(both.map((z) => sigregStatistic(z, directions)).reduce(add), 0.5);
    const variance = scale(both.map(varianceHinge).reduce(add), 0.5);
    const spread = add(scale(statistic, regularity), scale(variance, hinge));
    return {
      loss: add(invariance, spread),
      metrics: { invariance, statistic, variance },
      vectors: { embedding, previousEmbedding },
    };
  },
});
