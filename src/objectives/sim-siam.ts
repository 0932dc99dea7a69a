import { z } from "zod";
import { scalar } from "../graph/leaves.ts";
import { sub } from "../graph/ops/sub.ts";
import { embedPair } from "./embed-pair.ts";
import { defineObjective } from "./objective.ts";
import { agreement, predictOther, predictorOptions } from "./predict-other.ts";

const options = z.strictObject(predictorOptions);

/**
 * SimSiam: a predictor tells the other frame's embedding from one frame's, in both directions, and
 * only the side that predicts learns from it.
 *
 * The paper normalises over the batch inside its heads; here only the targets are, as at the end of the
 * paper's projector, since what a clip's parameters see must be that clip alone. Without
 * `standardize` it collapsed (docs/results/objectives.md).
 *
 * Shapes: place channels of two maps [B, rows, columns, P] → embeddings [B, D] → scalar [], the paper's
 * eq. 2 plus 1: in [0, 2], and 1 for unrelated embeddings.
 * @see Chen & He 2021, arXiv:2011.10566, eq. 2 and 4
 */
export const simSiam = defineObjective({
  name: "sim-siam",
  options,
  chance: () => 1,
  perClip: (inputs, { hidden, dimension, predictorHidden }, parameters) => {
    const { placeChannels } = inputs;
    const pair = embedPair(inputs, { placeChannels, hidden, dimension }, parameters);
    return { ...pair, ...predictOther(pair, { predictorHidden, parameters }) };
  },
  combine: ({ embedding, previousEmbedding, ...guesses }, { standardize }) => {
    const pair = { embedding, previousEmbedding };
    return {
      loss: sub(scalar(1), agreement(guesses, pair, standardize)),
      metrics: {},
      vectors: pair,
    };
  },
});
