import { z } from "zod";
import { meanAll } from "../graph/derived/mean-all.ts";
import { scale } from "../graph/derived/scale.ts";
import { square } from "../graph/derived/square.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import { split } from "../graph/ops/split.ts";
import { stopGradient } from "../graph/ops/stop-gradient.ts";
import { sub } from "../graph/ops/sub.ts";
import type { ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { projector } from "../nn/layers/projector.ts";
import { embeddingOptions } from "./embed-pair.ts";
import { defineObjective, type AveragedModel, type ObjectiveInputs } from "./objective.ts";
import { sigregStatistic } from "./sigreg-statistic.ts";

const options = z.strictObject({
  /** Whose embedding of the next frame is predicted: the encoder's own, or its averaged twin's. */
  target: z.enum(["online", "averaged"]).default("online"),
  /** λ of the statistic that keeps embeddings apart. λ·batch between 3 and 12 is a safe band. */
  regularity: z.number().nonnegative().max(100).default(0.36),
  /** Random directions that the embeddings are looked at along, fresh ones in every step. */
  directions: z.int().min(8).max(4096).default(256),
  /** Hidden width of the predictor. */
  predictorHidden: z.int().min(8).max(4096).default(256),
  ...embeddingOptions,
});

/** Times are given to the predictor in this unit, so that they are of the order of 1. */
const unitS = 0.25;

/**
 * Next-feature prediction (JEPA): from the embeddings of two frames and the times between them, the
 * embedding of the frame that follows, as a change of the last one. The embeddings are kept normally
 * distributed, so that the easiest future, the same one always, is none.
 *
 * Shapes: motion channels of three maps [B, rows, columns, C] → embeddings [B, D] → scalar []. Metrics
 * `error` and `copyLast` (mean squared) give the skill 1 − error/copyLast.
 * @see LeCun 2022, A path towards autonomous machine intelligence, §4.4; the online target with
 *   SIGReg as in Maes et al. 2026, LeWorldModel; the averaged one as in Assran et al. 2023,
 *   arXiv:2301.08243, §3
 */
export const nextFeature = defineObjective({
  name: "next-feature",
  options,
  chance: () => undefined,
  needs: ({ directions, dimension }) => ({
    times: ["gapS"],
    draws: { directions: { of: "batch", shape: [dimension, directions], kind: "normal" } },
  }),
  perClip: (inputs, { target, predictorHidden, hidden, dimension }, parameters) => {
    const sizes = { from: inputs.placeChannels, hidden, dimension };
    const { previousMap, currentMap, nextFrame, horizonS, times } = inputs;
    const nextMap = (model: ObjectiveInputs | AveragedModel): Value => model.encode(nextFrame);
    const online = [previousMap, currentMap];
    if (target === "online") online.push(nextMap(inputs));
    const [previousEmbedding, embedding, own] = embedAll(online, sizes, parameters);
    const teacher = target === "averaged" ? inputs.averaged() : undefined;
    const next = teacher
      ? stopGradient(embedAll([nextMap(teacher)], sizes, teacher.parameters)[0]!)
      : own!;
    const column = (seconds: Value): Value =>
      scale(reshape(seconds, [seconds.shape[0]!, 1]), 1 / unitS);
    const change = projector(
      parameters.child("predictor"),
      concat([previousEmbedding!, embedding!, column(horizonS), column(times.gapS!)], 1),
      { hidden: predictorHidden, outputs: dimension },
    );
    return {
      embedding: embedding!,
      previousEmbedding: previousEmbedding!,
      next,
      predicted: add(embedding!, change),
    };
  },
  combine: ({ embedding, previousEmbedding, next, predicted }, { regularity }, { draws }) => {
    const error = meanAll(square(sub(predicted, next)));
    const both = [previousEmbedding, embedding];
    const statistic = scale(
      both.map((z) => sigregStatistic(z, draws["directions"]!)).reduce(add),
      0.5,
    );
    return {
      loss: add(error, scale(statistic, regularity)),
      metrics: { error, copyLast: meanAll(square(sub(embedding, next))), statistic },
      vectors: { embedding, previousEmbedding },
    };
  },
});

/** The embeddings of the motion channels, from channel `from` on, of several maps in one go. */
function embedAll(
  maps: readonly Value[],
  sizes: { readonly from: number; readonly hidden: number; readonly dimension: number },
  parameters: ParameterScope,
): readonly Value[] {
  const { from, hidden, dimension } = sizes;
  const all = concat([...maps], 0);
  const motion = slice(all, { axes: [3], starts: [from], ends: [all.shape[3]!] });
  const [count, ...rest] = motion.shape as [number, ...number[]];
  const flat = reshape(motion, [count, rest.reduce((a, b) => a * b, 1)]);
  const projected = projector(parameters.child("projector"), flat, { hidden, outputs: dimension });
  return split(
    projected,
    maps.map(() => count / maps.length),
    0,
  );
}
