import { z } from "zod";
import { meanAll } from "../graph/derived/mean-all.ts";
import { constant } from "../graph/leaves.ts";
import { cast } from "../graph/ops/cast.ts";
import { concat } from "../graph/ops/concat.ts";
import { greater } from "../graph/ops/greater.ts";
import { logSoftmax } from "../graph/ops/log-softmax.ts";
import { mul } from "../graph/ops/mul.ts";
import { neg } from "../graph/ops/neg.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";
import { projector } from "../nn/layers/projector.ts";
import { motionPair } from "./motion-pair.ts";
import { defineObjective } from "./objective.ts";

const options = z.strictObject({
  /** Classes; each but the first and the last is as wide as the others. */
  classes: z.int().min(2).max(32).default(4),
  /** Range of gaps that is divided; as `learn.gapMs`. */
  minGapMs: z.number().nonnegative().max(60_000).default(100),
  maxGapMs: z.number().positive().max(60_000).default(500),
  /** Width of the classifier's hidden layer. */
  hidden: z.int().min(8).max(4096).default(128),
});

/**
 * Temporal gap: how much time passed between two frames, as one of a few classes.
 *
 * Shapes: motion channels of two maps [B, rows, columns, C] → logits [B, classes] → scalar [], nats.
 * Chance is ln classes where gaps are drawn evenly.
 * @see Kim et al. 2019 and Jenni et al. 2020, arXiv:2007.10730, §3 (temporal transformations by class)
 */
export const temporalGap = defineObjective({
  name: "temporal-gap",
  options,
  chance: (_, { classes }) => Math.log(classes),
  needs: () => ({ times: ["gapS"] }),
  perClip: (inputs, { classes, minGapMs, maxGapMs, hidden }, parameters) => {
    const { previousMap, currentMap, placeChannels, times } = inputs;
    const pair = motionPair(previousMap, currentMap, placeChannels);
    const logits = projector(parameters.child("classifier"), pair, { hidden, outputs: classes });
    const span = (maxGapMs - minGapMs) / classes;
    const edgesS = Array.from(
      { length: classes - 1 },
      (_, k) => (minGapMs + (k + 1) * span) / 1000,
    );
    const own = oneOf(times.gapS!, edgesS);
    return { loss: neg(reduceSum(mul(own, logSoftmax(logits, 1)), [1])) };
  },
  combine: ({ loss }) => ({ loss: meanAll(loss), metrics: {}, vectors: {} }),
});

/** 1 in the column of the stretch between two edges that x lies in. Shapes: [B] → [B, edges + 1]. */
function oneOf(x: Value, edges: readonly number[]): Value {
  const batch = x.shape[0]!;
  const isAbove = cast(
    greater(reshape(x, [batch, 1]), constant([1, edges.length], edges)),
    "float32",
  );
  const one = constant([batch, 1], 1);
  const zero = constant([batch, 1], 0);
  return sub(concat([one, isAbove], 1), concat([isAbove, zero], 1));
}
