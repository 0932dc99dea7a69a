import { z } from "zod";
import { meanAll } from "../graph/derived/mean-all.ts";
import { scalar } from "../graph/leaves.ts";
import { sub } from "../graph/ops/sub.ts";
import { embedPair } from "./embed-pair.ts";
import { defineObjective } from "./objective.ts";
import { predictorOptions, predictOther } from "./predict-other.ts";

const options = z.strictObject(predictorOptions);

/**
 * SimSiam: a predictor tells the other frame's embedding from one frame's, in both directions, and
 * only the side that predicts learns from it.
 *
 * The paper normalises over the batch inside its heads; frames of one drive are too alike for that, so
 * here it is over each embedding by itself. That makes collapse easier: watch the health readings, and
 * rather give it beside an objective that spreads.
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
    return { ...pair, cosine: predictOther(pair, pair, { predictorHidden, parameters }) };
  },
  combine: ({ embedding, previousEmbedding, cosine }) => ({
    loss: meanAll(sub(scalar(1), cosine)),
    metrics: {},
    vectors: { embedding, previousEmbedding },
  }),
});
