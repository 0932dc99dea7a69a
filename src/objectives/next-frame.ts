import { z } from "zod";
import { scale } from "../graph/derived/scale.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { labelledPart } from "../graph/label.ts";
import { constant, scalar } from "../graph/leaves.ts";
import { abs } from "../graph/ops/abs.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { div } from "../graph/ops/div.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import { split } from "../graph/ops/split.ts";
import { sub } from "../graph/ops/sub.ts";
import type { ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { cellDecoder } from "../nn/decoders/cell-decoder.ts";
import { dynamicFilter, dynamicFilterTaps } from "../nn/decoders/dynamic-filter.ts";
import { defineObjective, type ObjectiveInputs } from "./objective.ts";
import { pooledFrame } from "./pooled-frame.ts";

const options = z.strictObject({
  /** Channels of the decoder's coarsest stage; each finer one has half. */
  width: z.int().min(8).max(512).default(96),
  /**
   * Part of the clips whose decoder also sees the frame before; the others must tell from one frame
   * what will move, which is what a single frame's features are asked for later.
   */
  historyShare: z.number().min(0).max(1).default(0),
  /** Side of the square of pixels that is averaged into one predicted pixel. */
  reduction: z.union([z.literal(2), z.literal(4), z.literal(8)]).default(4),
});

/** Horizon at which the decoder's output is the change itself. */
const unitHorizonS = 0.25;

/**
 * Next-frame prediction: from the maps of two frames, the frame that follows at the same gap, as a
 * change of the last one: a filter a pixel that moves or blurs it, and what no filter can explain.
 *
 * The decoder sees the motion channels only, so that place can be left out of them.
 *
 * Shapes: maps [B, rows, columns, C]; frames [B, H, W, K] → scalar [], mean absolute error in
 * normalised pixel units at 1/reduction of the resolution. Metrics `error` and `copyLast` (the
 * error of no change) give the skill 1 − error/copyLast. Lidar cells without a return in either
 * frame do not count. Pictures are at that resolution too; a lidar's `weight` is the part of a cell that counts.
 */
export const nextFrame = defineObjective({
  name: "next-frame",
  options,
  chance: () => undefined,
  perClip: (inputs, { width, reduction, historyShare }, parameters) => {
    const { last, following, weight, predicted } = predict(
      inputs,
      { width, reduction, historyShare },
      parameters,
    );
    const perClip = (cells: Value): Value => reduceSum(cells, [1, 2, 3]);
    const errorOf = (candidate: Value): Value =>
      perClip(mul(abs(sub(candidate, following)), weight));
    return {
      error: errorOf(predicted),
      copyLast: errorOf(last),
      weight: scale(perClip(weight), last.shape[3]!),
    };
  },
  combine: ({ error, copyLast, weight }) => {
    const weightSum = add(sumAll(weight), scalar(1e-6));
    const mean = div(sumAll(error), weightSum);
    return {
      loss: mean,
      metrics: { error: mean, copyLast: div(sumAll(copyLast), weightSum) },
      vectors: {},
    };
  },
  pictures: (inputs, options, parameters) => {
    const { weight, ...frames } = predict(inputs, options, parameters);
    // Every cell of a camera counts: a constant is no picture.
    return inputs.modality === "lidar" ? { ...frames, weight } : frames;
  },
});

/** The last frame, the one that follows and the one that is predicted, [B, H/r, W/r, K], and [B, H/r, W/r, 1]. */
function predict(
  inputs: ObjectiveInputs,
  { width, reduction, historyShare }: z.output<typeof options>,
  parameters: ParameterScope,
): Readonly<Record<"last" | "following" | "predicted" | "weight", Value>> {
  const { modality, currentFrame, nextFrame: followingFrame, placeChannels } = inputs;
  const [last, following] = labelledPart("pooled-frames", () => [
    pooledFrame(currentFrame, { modality, reduction }),
    pooledFrame(followingFrame, { modality, reduction }),
  ]);

  const batch = currentFrame.shape[0]!;
  const shownClips = historyShare * inputs.range.batch;
  const maps = concat([inputs.previousMap, inputs.currentMap], 0);
  const motion = slice(maps, { axes: [3], starts: [placeChannels], ends: [maps.shape[3]!] });
  const [before, now] = split(motion, [batch, batch], 0) as [Value, Value];
  const isShown = constant(
    [batch, 1, 1, 1],
    Array.from({ length: batch }, (_, i) => (inputs.range.first + i < shownClips ? 1 : 0)),
  );
  const seen = concat([mul(before, isShown), now], 3);
  const channels = last.values.shape[3]!;
  const decoded = cellDecoder(parameters.child("decoder"), seen, {
    rows: last.values.shape[1]!,
    columns: last.values.shape[2]!,
    width,
    outputs: dynamicFilterTaps + channels,
  });
  // What is decoded is a rate of change: twice as far ahead, twice the change.
  const change = mul(decoded, reshape(scale(inputs.horizonS, 1 / unitHorizonS), [batch, 1, 1, 1]));
  const part = (start: number, end: number): Value =>
    slice(change, { axes: [3], starts: [start], ends: [end] });
  const filter = part(0, dynamicFilterTaps);
  const moved = labelledPart("dynamic-filter", () => dynamicFilter(last.values, filter));
  const predicted = add(moved, part(dynamicFilterTaps, dynamicFilterTaps + channels));

  return {
    last: last.values,
    following: following.values,
    weight: mul(last.weight, following.weight),
    predicted,
  };
}
