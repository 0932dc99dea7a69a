import { z } from "zod";
import { l2Normalize } from "../graph/derived/l2-normalize.ts";
import { scale } from "../graph/derived/scale.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { logSoftmax } from "../graph/ops/log-softmax.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { mul } from "../graph/ops/mul.ts";
import { slice } from "../graph/ops/slice.ts";
import { stopGradient } from "../graph/ops/stop-gradient.ts";
import type { ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { embeddingOptions, embedPair } from "./embed-pair.ts";
import { enqueue } from "./enqueue.ts";
import { defineObjective } from "./objective.ts";
import { sinkhorn } from "./sinkhorn.ts";

const options = z.strictObject({
  prototypes: z.int().min(2).max(4096).default(64),
  /** τ of the prediction. */
  temperature: z.number().positive().max(10).default(0.1),
  /** ε of the assignment: larger makes it softer. */
  epsilon: z.number().positive().max(10).default(0.05),
  iterations: z.int().min(1).max(20).default(3),
  /** Earlier clips that are shared out along with the batch: a batch alone is too few to be even. */
  queue: z.int().min(1).max(65_536).default(512),
  ...embeddingOptions,
});

/**
 * SwAV: the batch and a queue of earlier clips are shared out evenly among learned prototypes, and one
 * frame's embedding tells which prototype the other frame was given.
 *
 * Without the paper's batch normalisation in the projector it collapses easily: give it beside an
 * objective that spreads, and watch the health readings.
 *
 * Shapes: place channels of two maps [B, rows, columns, P] → embeddings [B, D] → scores [B, K] → scalar
 * [], nats. Chance is ln K.
 * @see Caron et al. 2020, arXiv:2006.09882, eq. 1 to 3
 */
export const swav = defineObjective({
  name: "swav",
  options,
  chance: (_, { prototypes }) => Math.log(prototypes),
  needs: ({ queue, dimension }) => ({
    state: {
      kept: { shape: [queue, dimension], init: { kind: "normal", std: 1 } },
    },
  }),
  perClip: (inputs, { hidden, dimension, prototypes }, parameters) => {
    const { placeChannels } = inputs;
    const pair = embedPair(inputs, { placeChannels, hidden, dimension }, parameters);
    const centres = prototypesOf(parameters, [dimension, prototypes]);
    const scoresOf = (embedding: Value): Value => matMul(l2Normalize(embedding, 1), centres);
    return {
      ...pair,
      scores: scoresOf(pair.embedding),
      previousScores: scoresOf(pair.previousEmbedding),
    };
  },
  combine: (results, { temperature, epsilon, iterations, ...sizes }, { state, parameters }) => {
    const { scores, previousScores, embedding, previousEmbedding } = results;
    const kept = state["kept"]!;
    const centres = stopGradient(prototypesOf(parameters, [sizes.dimension, sizes.prototypes]));
    // What was kept are embeddings: by now their prototypes have moved.
    const keptScores = matMul(l2Normalize(kept, 1), centres);
    const batch = scores.shape[0]!;
    const codesOf = (own: Value): Value => {
      const shares = sinkhorn(stopGradient(concat([own, keptScores], 0)), { epsilon, iterations });
      return slice(shares, { axes: [0], starts: [0], ends: [batch] });
    };
    const crossEntropy = (from: Value, codes: Value): Value =>
      scale(sumAll(mul(codes, logSoftmax(scale(from, 1 / temperature), 1))), -0.5 / batch);
    const swapped = [
      crossEntropy(previousScores, codesOf(scores)),
      crossEntropy(scores, codesOf(previousScores)),
    ];
    return {
      loss: swapped.reduce(add),
      metrics: {},
      vectors: { embedding, previousEmbedding },
      nextState: { kept: enqueue(stopGradient(l2Normalize(embedding, 1)), kept) },
    };
  },
});

/** Unit columns, one a prototype. Shapes: [D, K]. */
function prototypesOf(parameters: ParameterScope, shape: readonly [number, number]): Value {
  const weight = parameters.parameter("prototypes/weight", shape, {
    init: { kind: "fan-in", fanIn: shape[0], gain: 1 },
    isDecayed: false,
  });
  return l2Normalize(weight, 0);
}
