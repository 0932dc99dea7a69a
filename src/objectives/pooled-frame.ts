import { fail } from "../core/errors.ts";
import type { Modality } from "../frames/frame.ts";
import { onesLike } from "../graph/derived/ones-like.ts";
import { scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { div } from "../graph/ops/div.ts";
import { reduceMean } from "../graph/ops/reduce-mean.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import type { Value } from "../graph/value.ts";

/** A frame at a fraction of its size, and how much each cell counts. */
export interface PooledFrame {
  /** [B, H/reduction, W/reduction, K]: K = 3 colours, or 1 range. */
  readonly values: Value;
  /** [B, H/reduction, W/reduction, 1], in [0, 1]: the part of the cell that was measured. */
  readonly weight: Value;
}

/**
 * Averages blocks of pixels. Camera: all colours, weight 1. Lidar: range (channel 0) or intensity
 * (channel 1), both 0 where nothing was hit, over the returns of the block only, weight = their share
 * (channel 2, the mask).
 *
 * @throws AppError SHAPE_MISMATCH when `reduction` does not divide the frame
 */
export function pooledFrame(
  frame: Value,
  options: {
    readonly modality: Modality;
    readonly reduction: number;
    /** What of a lidar's frame; range when left out. */
    readonly scan?: "range" | "intensity" | undefined;
  },
): PooledFrame {
  const { modality, reduction, scan = "range" } = options;
  const [batch, height, width, channels] = frame.shape as [number, number, number, number];
  if (height % reduction !== 0 || width % reduction !== 0) {
    const expected = `a frame divisible by its reduction ${reduction}`;
    fail("SHAPE_MISMATCH", "pooledFrame", expected, `${height}×${width}`);
  }
  const blocks = reshape(frame, [
    batch,
    height / reduction,
    reduction,
    width / reduction,
    reduction,
    channels,
  ]);
  const mean = reduceMean(blocks, [2, 4]);
  const channel = (index: number): Value =>
    slice(mean, { axes: [3], starts: [index], ends: [index + 1] });
  if (modality === "camera") return { values: mean, weight: onesLike(channel(0)) };
  const share = channel(2);
  const wanted = channel(scan === "range" ? 0 : 1);
  return { values: div(wanted, add(share, scalar(1e-3))), weight: share };
}
