import { z } from "zod";
import { scale } from "../graph/derived/scale.ts";
import { scalar } from "../graph/leaves.ts";
import { sub } from "../graph/ops/sub.ts";
import { embedPair } from "./embed-pair.ts";
import { defineObjective } from "./objective.ts";
import { agreement, predictOther, predictorOptions } from "./predict-other.ts";

const options = z.strictObject(predictorOptions);

/**
 * BYOL: a predictor tells, from one frame's embedding, what the averaged encoder makes of the other
 * frame, in both directions. The average is the one that is published: the optimizer's
 * `averageHalfLife…` is the teacher's pace.
 *
 * The paper normalises over the batch inside its heads, and collapses where it does not; here the
 * targets are, since what a clip's parameters see must be that clip alone.
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
    return {
      ...pair,
      ...predictOther(pair, { predictorHidden, parameters }),
      target: targets.embedding,
      previousTarget: targets.previousEmbedding,
    };
  },
  combine: (results, { standardize }) => {
    const { embedding, previousEmbedding, target, previousTarget } = results;
    const targets = { embedding: target, previousEmbedding: previousTarget };
    return {
      // ‖p̄ − z̄‖² = 2 − 2·cos of unit vectors; twice, for the two directions.
      loss: scale(sub(scalar(1), agreement(results, targets, standardize)), 4),
      metrics: {},
      vectors: { embedding, previousEmbedding },
    };
  },
});
