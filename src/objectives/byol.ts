import { z } from "zod";
import { meanAll } from "../graph/derived/mean-all.ts";
import { scale } from "../graph/derived/scale.ts";
import { scalar } from "../graph/leaves.ts";
import { sub } from "../graph/ops/sub.ts";
import { embedPair } from "./embed-pair.ts";
import { defineObjective } from "./objective.ts";
import { predictorOptions, predictOther } from "./predict-other.ts";

const options = z.strictObject(predictorOptions);

/**
 * BYOL: a predictor tells, from one frame's embedding, what the averaged encoder makes of the other
 * frame, in both directions. The average is the one that is published: the optimizer's
 * `averageHalfLife…` is the teacher's pace.
 *
 * Without batch normalisation over the batch (frames of one drive are too alike for it) nothing but the
 * teacher's slowness keeps it from collapse: watch the health readings.
 *
 * Shapes: place channels of two maps [B, rows, columns, P] → embeddings [B, D] → scalar [] in [0, 8];
 * 4 for unrelated embeddings.
 * @see Grill et al. 2020, arXiv:2006.07733, eq. 2, both directions added
 */
export const byol = defineObjective({
  name: "byol",
  options,
  chance: () => 4,
  perClip: (inputs, { hidden, dimension, predictorHidden }, parameters) => {
    const sizes = { placeChannels: inputs.placeChannels, hidden, dimension };
    const teacher = inputs.averaged();
    const targets = embedPair(teacher, sizes, teacher.parameters);
    const pair = embedPair(inputs, sizes, parameters);
    return { ...pair, cosine: predictOther(pair, targets, { predictorHidden, parameters }) };
  },
  combine: ({ embedding, previousEmbedding, cosine }) => ({
    // ‖p̄ − z̄‖² = 2 − 2·cos of unit vectors; twice, for the two directions.
    loss: scale(meanAll(sub(scalar(1), cosine)), 4),
    metrics: {},
    vectors: { embedding, previousEmbedding },
  }),
});
