import { z } from "zod";
import { scale } from "../graph/derived/scale.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { constant, scalar } from "../graph/leaves.ts";
import { abs } from "../graph/ops/abs.ts";
import { add } from "../graph/ops/add.ts";
import { div } from "../graph/ops/div.ts";
import { expand } from "../graph/ops/expand.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceMean } from "../graph/ops/reduce-mean.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";
import type { Modality } from "../frames/frame.ts";
import { cellDecoder } from "../nn/decoders/cell-decoder.ts";
import { defineObjective } from "./objective.ts";
import { pooledFrame, type PooledFrame } from "./pooled-frame.ts";

const options = z.strictObject({
  /** Channels of the decoder's coarsest stage; each finer one has half. */
  width: z.int().min(8).max(512).default(96),
  /** Side of the square of pixels that is averaged into one predicted pixel. */
  reduction: z.union([z.literal(2), z.literal(4), z.literal(8)]).default(4),
});

/**
 * Colourisation: what colours a grey image has; for a lidar, what intensities its ranges have.
 *
 * Shapes: frame [B, H, W, K] → scalar []: mean absolute error in normalised units at 1/reduction of
 * the resolution. The metric `without` is the error of no colour (or of the middle intensity): the
 * skill is 1 − error/without. An untrained decoder has none. Lidar cells without a return do not count.
 * @see Zhang et al. 2016, arXiv:1603.08511, §2, with L1 in place of classes of colour
 */
export const colourisation = defineObjective({
  name: "colourisation",
  options,
  chance: () => undefined,
  perClip: ({ modality, currentFrame, encode }, { width, reduction }, parameters) => {
    const { values, weight } = hiddenPart(currentFrame, { modality, reduction });
    const [, rows, columns, channels] = values.shape as [number, number, number, number];
    const map = encode(withoutColour(currentFrame, modality));
    const decoded = cellDecoder(parameters.child("decoder"), map, {
      rows,
      columns,
      width,
      outputs: channels,
    });
    const errorOf = (miss: Value): Value => reduceSum(mul(abs(miss), weight), [1, 2, 3]);
    return {
      error: errorOf(sub(decoded, values)),
      without: errorOf(values),
      weight: scale(reduceSum(weight, [1, 2, 3]), channels),
    };
  },
  combine: ({ error, without, weight }) => {
    const weightSum = add(sumAll(weight), scalar(1e-6));
    const mean = div(sumAll(error), weightSum);
    return {
      loss: mean,
      metrics: { error: mean, without: div(sumAll(without), weightSum) },
      vectors: {},
    };
  },
});

/** The mean of the colours in each channel; a scan without its intensity. Shapes: as the frame. */
function withoutColour(frame: Value, modality: Modality): Value {
  if (modality === "camera") return expand(reduceMean(frame, [3], true), frame.shape);
  return mul(frame, constant([3], [1, 0, 1]));
}

/** Each colour's difference from the grey; or the intensity. */
function hiddenPart(
  frame: Value,
  { modality, reduction }: { readonly modality: Modality; readonly reduction: number },
): PooledFrame {
  const pooled = pooledFrame(frame, { modality, reduction, scan: "intensity" });
  if (modality === "lidar") return pooled;
  const { values, weight } = pooled;
  return { values: sub(values, reduceMean(values, [3], true)), weight };
}
