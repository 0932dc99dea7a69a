import { z } from "zod";
import { fail } from "../core/errors.ts";
import { halves } from "../graph/derived/halves.ts";
import { identityMatrix } from "../graph/derived/identity-matrix.ts";
import { l2Normalize } from "../graph/derived/l2-normalize.ts";
import { scale } from "../graph/derived/scale.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { swapLastTwo } from "../graph/derived/swap-last-two.ts";
import { constant } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { logSoftmax } from "../graph/ops/log-softmax.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { mul } from "../graph/ops/mul.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";
import { embeddingOptions, embedPair } from "./embed-pair.ts";
import { nearInTime } from "./near-in-time.ts";
import { defineObjective, type BatchInputs } from "./objective.ts";

const options = z.strictObject({
  /** τ: smaller looks harder at the nearest negatives. */
  temperature: z.number().positive().max(10).default(0.1),
  /** Frames of other clips closer in time than this are no negatives; 0 = all are. */
  maskWithinMs: z.number().nonnegative().max(3_600_000).default(0),
  ...embeddingOptions,
});

/** Taken off the logit of what does not count: e to this is 0 in float32, and in float64. */
const outOfReach = -1e4;

/**
 * Temporal InfoNCE: a clip's other frame is the positive, the other clips of the batch the
 * negatives, in both directions. False negatives, which show the same because they were taken at
 * nearly the same time, can be left out.
 *
 * Shapes: place channels of two maps [B, rows, columns, P] → embeddings [B, D] → scalar [], nats,
 * mean over the batch. Chance is ln B.
 * @throws AppError SHAPE_MISMATCH when B < 2 (the loss would be constantly 0)
 * @see van den Oord et al. 2018, arXiv:1807.03748, eq. 4; symmetric as in Radford et al. 2021, fig. 3
 */
export const infoNce = defineObjective({
  name: "info-nce",
  options,
  chance: (batch) => Math.log(batch),
  needs: ({ maskWithinMs }) => (maskWithinMs > 0 ? { times: ["gapS", "stampS"] } : {}),
  perClip: (inputs, { hidden, dimension }, parameters) => {
    const { placeChannels } = inputs;
    return { ...embedPair(inputs, { placeChannels, hidden, dimension }, parameters) };
  },
  combine: ({ embedding, previousEmbedding }, { temperature, maskWithinMs }, { times }) => {
    const [previousUnit, unit] = halves(l2Normalize(concat([previousEmbedding, embedding], 0), 1));
    const similarity = matMul(unit, swapLastTwo(previousUnit));
    const logits = scale(similarity, 1 / temperature);
    const masked = maskWithinMs > 0 ? add(logits, excluded(times, maskWithinMs / 1000)) : logits;
    return {
      loss: contrast(masked),
      metrics: {},
      vectors: { embedding, previousEmbedding },
    };
  },
});

/** What is added to the logits [B, B] (current frames × previous ones) of the false negatives. */
function excluded(times: BatchInputs["times"], withinS: number): Value {
  const stampS = times.stampS!;
  const near = nearInTime(stampS, sub(stampS, times.gapS!), withinS);
  const others = sub(constant(near.shape, 1), identityMatrix(stampS.shape[0]!));
  return scale(mul(near, others), outOfReach);
}

/** −½ mean of the diagonal of both log-softmaxes; logits [B, B]. */
function contrast(logits: Value): Value {
  const batch = logits.shape[0]!;
  if (batch < 2) fail("SHAPE_MISMATCH", "info-nce", "a batch of at least 2 clips", `${batch}`);
  const both = add(logSoftmax(logits, 1), logSoftmax(logits, 0));
  return scale(sumAll(mul(both, identityMatrix(batch))), -0.5 / batch);
}
