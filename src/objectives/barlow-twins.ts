import { z } from "zod";
import { fail } from "../core/errors.ts";
import { identityMatrix } from "../graph/derived/identity-matrix.ts";
import { scale } from "../graph/derived/scale.ts";
import { square } from "../graph/derived/square.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { swapLastTwo } from "../graph/derived/swap-last-two.ts";
import { scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { mul } from "../graph/ops/mul.ts";
import { sub } from "../graph/ops/sub.ts";
import { batchStandardize } from "./batch-standardize.ts";
import { embeddingOptions, embedPair } from "./embed-pair.ts";
import { defineObjective } from "./objective.ts";

const options = z.strictObject({
  /** λ: how much a correlation between two dimensions counts against one of a dimension with itself. */
  redundancy: z.number().nonnegative().max(1).default(0.005),
  ...embeddingOptions,
});

/**
 * Barlow Twins: over the batch, each dimension of one frame's embedding goes with the same dimension
 * of the other's, and with no other dimension.
 *
 * Shapes: place channels of two maps [B, rows, columns, P] → embeddings [B, D] → scalar []. Collapsed
 * it is D; B perfect embeddings still cost about λ·D(D − 1)/B.
 * @throws AppError SHAPE_MISMATCH when B < 2
 * @see Zbontar et al. 2021, arXiv:2103.03230, eq. 1 and 2
 */
export const barlowTwins = defineObjective({
  name: "barlow-twins",
  options,
  chance: (_, { dimension }) => dimension,
  perClip: (inputs, { hidden, dimension }, parameters) => {
    const { placeChannels } = inputs;
    return { ...embedPair(inputs, { placeChannels, hidden, dimension }, parameters) };
  },
  combine: ({ embedding, previousEmbedding }, { redundancy }) => {
    const [batch, dimension] = embedding.shape as [number, number];
    if (batch < 2) {
      fail("SHAPE_MISMATCH", "barlow-twins", "a batch of at least 2 clips", `${batch}`);
    }
    const twins = matMul(
      swapLastTwo(batchStandardize(embedding)),
      batchStandardize(previousEmbedding),
    );
    const identity = identityMatrix(dimension);
    const miss = square(sub(scale(twins, 1 / batch), identity));
    const own = sumAll(mul(miss, identity));
    const others = sumAll(mul(miss, sub(scalar(1), identity)));
    return {
      loss: add(own, scale(others, redundancy)),
      metrics: { invariance: own, redundancy: others },
      vectors: { embedding, previousEmbedding },
    };
  },
});
