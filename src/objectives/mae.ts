import { z } from "zod";
import { scale } from "../graph/derived/scale.ts";
import { square } from "../graph/derived/square.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { constant, scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { div } from "../graph/ops/div.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import { sqrt } from "../graph/ops/sqrt.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";
import { cellDecoder } from "../nn/decoders/cell-decoder.ts";
import { hiddenUnits, mulUnits, unitGrid, type UnitGrid } from "./hidden-units.ts";
import { defineObjective } from "./objective.ts";
import { pooledFrame, type PooledFrame } from "./pooled-frame.ts";

const options = z.strictObject({
  /** What is hidden whole: patches, or a lidar's sectors (all rings) or rings (all round). */
  unit: z.enum(["patch", "ring", "sector"]).default("patch"),
  /** Pixels of a unit along each side that is cut; a multiple of `reduction`. */
  size: z.int().min(2).max(256).default(16),
  /** Part of the units that is hidden. */
  ratio: z.number().min(0.05).max(0.95).default(0.6),
  /** 2 hides the same units of the previous frame too: tubes through time. */
  frames: z.union([z.literal(1), z.literal(2)]).default(1),
  /** Channels of the decoder's coarsest stage; each finer one has half. */
  width: z.int().min(8).max(512).default(96),
  /** Side of the square of pixels that is averaged into one predicted pixel. */
  reduction: z.union([z.literal(2), z.literal(4), z.literal(8)]).default(4),
});

/** Variance below which a unit counts as flat and is not blown up; ordinary scenes have about 1. */
const flat = 1e-2;

/**
 * Masked autoencoding: what the hidden parts of a frame look like, from the map of the rest. Hidden
 * pixels are 0, the middle of the range, so that every encoder can be used.
 *
 * Shapes: frames [B, H, W, K], noise [B, units] → scalar []: mean squared error over hidden cells in
 * units of each unit's own deviation, at 1/reduction of the resolution. The metric `mean` is the error
 * of each unit's mean, at most 1, which is what an untrained decoder says. Lidar: ranges; cells without
 * a return do not count.
 * @throws AppError SHAPE_MISMATCH when the frame cannot be cut into such units
 * @see He et al. 2022, arXiv:2111.06377, §3 (normalised targets); tubes: Tong et al. 2022,
 *   arXiv:2203.12602, §3.3
 */
export const mae = defineObjective({
  name: "mae",
  options,
  chance: () => 1,
  needs: ({ unit, size }, frame) => {
    const { rows, columns } = unitGrid(unit, frame, size);
    return { draws: { noise: { of: "clip", shape: [rows * columns], kind: "uniform" } } };
  },
  perClip: (inputs, { unit, size, ratio, frames, width, reduction }, parameters) => {
    const { modality, currentFrame, previousFrame } = inputs;
    const [batch, height, columns] = currentFrame.shape as [number, number, number];
    const grid = unitGrid(unit, { height, width: columns }, size);
    const hidden = hiddenUnits(inputs.draws["noise"]!, ratio);
    const shown = sub(constant(hidden.shape, 1), hidden);
    const seen = frames === 1 ? [currentFrame] : [previousFrame, currentFrame];
    const maps = seen.map((frame) => inputs.encode(mulUnits(frame, shown, grid)));
    const targets = seen.map((frame) =>
      normalized(pooledFrame(frame, { modality, reduction }), grid),
    );
    const channels = targets[0]!.values.shape[3]!;
    const decoded = cellDecoder(parameters.child("decoder"), concat(maps, 3), {
      rows: height / reduction,
      columns: columns / reduction,
      width,
      outputs: channels * frames,
    });
    const sums = targets.map(({ values, weight }, i) => {
      const counts = mulUnits(weight, hidden, grid);
      const guess = slice(decoded, {
        axes: [3],
        starts: [i * channels],
        ends: [(i + 1) * channels],
      });
      const errorOf = (miss: Value): Value => reduceSum(mul(square(miss), counts), [1, 2, 3]);
      return {
        error: errorOf(sub(guess, values)),
        mean: errorOf(values),
        weight: scale(reshape(reduceSum(counts, [1, 2, 3]), [batch]), channels),
      };
    });
    const total = (name: "error" | "mean" | "weight"): Value =>
      sums.map((sum) => sum[name]).reduce(add);
    return { error: total("error"), mean: total("mean"), weight: total("weight") };
  },
  combine: ({ error, mean, weight }) => {
    const weightSum = add(sumAll(weight), scalar(1e-6));
    const loss = div(sumAll(error), weightSum);
    return {
      loss,
      metrics: { error: loss, mean: div(sumAll(mean), weightSum) },
      vectors: {},
    };
  },
});

/** Takes each unit's own mean off and divides by its deviation, over what was measured of it. */
function normalized({ values, weight }: PooledFrame, grid: UnitGrid): PooledFrame {
  const [batch, height, width, channels] = values.shape as [number, number, number, number];
  const { rows, columns } = grid;
  const inUnits = (x: Value): Value =>
    reshape(x, [batch, rows, height / rows, columns, width / columns, x.shape[3]!]);
  const [cells, counts] = [inUnits(values), inUnits(weight)];
  const count = add(scale(reduceSum(counts, [2, 4, 5], true), channels), scalar(1e-6));
  const meanOf = (x: Value): Value => div(reduceSum(mul(x, counts), [2, 4, 5], true), count);
  const centred = sub(cells, meanOf(cells));
  const deviation = sqrt(add(meanOf(square(centred)), scalar(flat)));
  return { values: reshape(div(centred, deviation), values.shape), weight };
}
