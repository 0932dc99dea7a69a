import { z } from "zod";
import { fail } from "../core/errors.ts";
import { l2Normalize } from "../graph/derived/l2-normalize.ts";
import { scale } from "../graph/derived/scale.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { swapLastTwo } from "../graph/derived/swap-last-two.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { logSoftmax } from "../graph/ops/log-softmax.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import { stopGradient } from "../graph/ops/stop-gradient.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";
import { cosine } from "./cosine.ts";
import { embeddingOptions, embedPair } from "./embed-pair.ts";
import { enqueue } from "./enqueue.ts";
import { nearInTime } from "./near-in-time.ts";
import { defineObjective } from "./objective.ts";

const options = z.strictObject({
  /** τ: smaller looks harder at the nearest negatives. */
  temperature: z.number().positive().max(10).default(0.2),
  /** Keys that are kept as negatives, the newest ones; at least a batch. */
  queue: z.int().min(2).max(65_536).default(2048),
  /** Keys of frames closer in time than this are no negatives; 0 = all are. */
  maskWithinMs: z.number().nonnegative().max(3_600_000).default(2000),
  ...embeddingOptions,
});

/** Taken off the logit of what does not count: e to this is 0 in float32, and in float64. */
const outOfReach = -1e4;
/** The stamp of a key that was never taken: no frame's is near it. */
const never = -1e6;

/**
 * MoCo: what the averaged encoder makes of a clip's previous frame is the key that the current frame's
 * embedding must find among those of many batches before. Key and queue live in the step's state; the
 * average is the one that is published.
 *
 * Shapes: place channels of two maps [B, rows, columns, P] → embeddings [B, D]; queue [K, D] of unit
 * keys, newest first, and when they were taken, [K] → scalar [], nats. Chance is ln(K + 1); the queue
 * starts with random keys.
 * @throws AppError OPTION_INVALID when the queue is shorter than a batch
 * @see He et al. 2020, arXiv:1911.05722, eq. 1 and alg. 1
 */
export const moco = defineObjective({
  name: "moco",
  options,
  chance: (_, { queue }) => Math.log(queue + 1),
  needs: ({ queue, dimension }, { batch }) => {
    if (queue < batch) fail("OPTION_INVALID", "moco.queue", `at least the batch ${batch}`, queue);
    return {
      times: ["gapS", "stampS"],
      state: {
        keys: { shape: [queue, dimension], init: { kind: "normal", std: 1 } },
        stampS: { shape: [queue], init: { kind: "constant", value: never } },
      },
    };
  },
  perClip: (inputs, { hidden, dimension }, parameters) => {
    const sizes = { placeChannels: inputs.placeChannels, hidden, dimension };
    const teacher = inputs.averaged();
    const { previousEmbedding: key } = embedPair(teacher, sizes, teacher.parameters);
    return { ...embedPair(inputs, sizes, parameters), key: stopGradient(l2Normalize(key, 1)) };
  },
  combine: ({ embedding, previousEmbedding, key }, { temperature, maskWithinMs }, batch) => {
    const { keys, stampS: keptStampS } = batch.state as Record<"keys" | "stampS", Value>;
    const clips = embedding.shape[0]!;
    const stampS = batch.times.stampS!;
    const query = l2Normalize(embedding, 1);
    const positive = reshape(cosine(query, key), [clips, 1]);
    const negatives = matMul(query, swapLastTwo(l2Normalize(keys, 1)));
    const isNear = nearInTime(stampS, keptStampS, maskWithinMs / 1000);
    const logits = concat(
      [
        scale(positive, 1 / temperature),
        add(scale(negatives, 1 / temperature), scale(isNear, outOfReach)),
      ],
      1,
    );
    const first = slice(logSoftmax(logits, 1), { axes: [1], starts: [0], ends: [1] });
    return {
      loss: scale(sumAll(first), -1 / clips),
      metrics: {},
      vectors: { embedding, previousEmbedding },
      nextState: {
        keys: enqueue(key, keys),
        stampS: enqueue(sub(stampS, batch.times.gapS!), keptStampS),
      },
    };
  },
});
