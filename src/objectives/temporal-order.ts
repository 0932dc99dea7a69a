import { z } from "zod";
import { halves } from "../graph/derived/halves.ts";
import { meanAll } from "../graph/derived/mean-all.ts";
import { scale } from "../graph/derived/scale.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { neg } from "../graph/ops/neg.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { softplus } from "../graph/ops/softplus.ts";
import { projector } from "../nn/layers/projector.ts";
import { motionPair } from "./motion-pair.ts";
import { defineObjective } from "./objective.ts";

const options = z.strictObject({
  /** Width of the classifier's hidden layer. */
  hidden: z.int().min(8).max(4096).default(128),
});

/**
 * Temporal order: which of two frames was first. Every clip is shown both ways round, so that neither
 * answer is more frequent.
 *
 * Shapes: motion channels of two maps [B, rows, columns, C] → a logit each → scalar [], nats. Chance is
 * ln 2, which is also the best that can be had while the robot stands still.
 * @see Misra et al. 2016, Shuffle and Learn, arXiv:1603.08561, §3; two frames as in Wei et al. 2018,
 *   Learning and Using the Arrow of Time
 */
export const temporalOrder = defineObjective({
  name: "temporal-order",
  options,
  chance: () => Math.log(2),
  perClip: ({ previousMap, currentMap, placeChannels }, { hidden }, parameters) => {
    const pairs = [
      motionPair(previousMap, currentMap, placeChannels),
      motionPair(currentMap, previousMap, placeChannels),
    ];
    const logits = projector(parameters.child("classifier"), concat(pairs, 0), {
      hidden,
      outputs: 1,
    });
    const [inOrder, turned] = halves(reshape(logits, [2 * currentMap.shape[0]!]));
    // −ln σ(x) = softplus(−x), and −ln(1 − σ(x)) = softplus(x).
    return { loss: scale(add(softplus(neg(inOrder)), softplus(turned)), 0.5) };
  },
  combine: ({ loss }) => ({ loss: meanAll(loss), metrics: {}, vectors: {} }),
});
