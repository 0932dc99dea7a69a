import { z } from "zod";
import { fail } from "../core/errors.ts";
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
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import { split } from "../graph/ops/split.ts";
import type { Value } from "../graph/value.ts";
import { projector } from "../nn/layers/projector.ts";
import { defineObjective } from "./objective.ts";

const options = z.strictObject({
  /** τ: smaller looks harder at the nearest negatives. */
  temperature: z.number().positive().max(10).default(0.1),
  /** Widths of the projector's hidden layer and output. */
  hidden: z.int().min(8).max(4096).default(256),
  dimension: z.int().min(8).max(1024).default(64),
});

/**
 * Temporal InfoNCE: a clip's other frame is the positive, the other clips of the batch the
 * negatives, in both directions.
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
  perClip: (inputs, { hidden, dimension }, parameters) => {
    // One pass over both frames' maps: half the kernels, each with twice the work.
    const maps = concat([inputs.previousMap, inputs.currentMap], 0);
    const [batch, rows, columns] = inputs.currentMap.shape as [number, number, number];
    const place = slice(maps, { axes: [3], starts: [0], ends: [inputs.placeChannels] });
    const flat = reshape(place, [2 * batch, rows * columns * inputs.placeChannels]);
    const projected = projector(parameters.child("projector"), flat, {
      hidden,
      outputs: dimension,
    });
    const [previousEmbedding, embedding] = halves(projected);
    return { embedding, previousEmbedding };
  },
  combine: ({ embedding, previousEmbedding }, { temperature }) => {
    const [previousUnit, unit] = halves(l2Normalize(concat([previousEmbedding, embedding], 0), 1));
    const similarity = matMul(unit, swapLastTwo(previousUnit));
    return {
      loss: contrast(scale(similarity, 1 / temperature)),
      metrics: {},
      vectors: { embedding, previousEmbedding },
    };
  },
});

/** What was made of the previous frames and of the current ones in one go. */
function halves(both: Value): [Value, Value] {
  const batch = both.shape[0]! / 2;
  return split(both, [batch, batch], 0) as [Value, Value];
}

/** −½ mean of the diagonal of both log-softmaxes; logits [B, B]. */
function contrast(logits: Value): Value {
  const batch = logits.shape[0]!;
  if (batch < 2) fail("SHAPE_MISMATCH", "info-nce", "a batch of at least 2 clips", `${batch}`);
  const diagonal = constant(
    [batch, batch],
    Array.from({ length: batch * batch }, (_, i) => (i % (batch + 1) === 0 ? 1 : 0)),
  );
  const both = add(logSoftmax(logits, 1), logSoftmax(logits, 0));
  return scale(sumAll(mul(both, diagonal)), -0.5 / batch);
}
