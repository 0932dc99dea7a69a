import type { Random } from "../../core/random.ts";
import type { Segment } from "../memory/segment.ts";
import type { Clip } from "./clip.ts";
import { drawClip, type ClipTiming } from "./draw-clip.ts";

export interface DrawBatchOptions {
  readonly batch: number;
  readonly timing: ClipTiming;
  /** Least time between the current frames of two clips of one batch. */
  readonly minimumGapMs: number;
  /** Part of the batch drawn from the newest `freshWindowS` seconds. */
  readonly freshFraction: number;
  readonly freshWindowS: number;
}

interface Place {
  readonly segment: Segment;
  readonly index: number;
}

/**
 * Draws a batch of clips that lie apart in time: mostly from anywhere in the memory, a few from the
 * last seconds. Frames closer than `minimumGapMs` are near-copies of each other and make false
 * negatives; while the memory is too young for that distance, it is halved until the batch fills.
 *
 * Returns undefined while there are not even enough clips to choose from.
 */
export function drawBatch(
  segments: readonly Segment[],
  options: DrawBatchOptions,
  random: Random,
): readonly Clip[] | undefined {
  const starts: number[] = [];
  let total = 0;
  for (const segment of segments) {
    starts.push(total);
    total += segment.samples.length;
  }
  if (total < options.batch + 2 || options.batch < 1) return undefined;
  const placeAt = (position: number): Place => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return { segment: segments[low]!, index: position - starts[low]! };
  };
  const freshStart = firstFresh(segments, starts, options.freshWindowS);
  const freshCount = Math.round(options.batch * options.freshFraction);

  const clips: Clip[] = [];
  const taken: bigint[] = [];
  // At least 1 ms even where no gap is asked for: no frame is drawn twice.
  for (let gapMs = Math.max(1, options.minimumGapMs); clips.length < options.batch; gapMs /= 2) {
    if (gapMs < 1) return undefined;
    const gapNs = BigInt(Math.round(gapMs * 1e6));
    for (let attempt = 0; attempt < 8 * options.batch && clips.length < options.batch; attempt++) {
      const from = clips.length < freshCount ? freshStart : 0;
      const { segment, index } = placeAt(from + random.integer(total - from));
      const stamp = segment.samples[index]!.stampNs;
      if (taken.some((other) => (other > stamp ? other - stamp : stamp - other) < gapNs)) continue;
      const clip = drawClip(segment, index, options.timing, random);
      if (!clip) continue;
      clips.push(clip);
      taken.push(stamp);
    }
  }
  return clips;
}

/** Position of the first frame that is at most `windowS` older than the newest. */
function firstFresh(
  segments: readonly Segment[],
  starts: readonly number[],
  windowS: number,
): number {
  const newest = segments.at(-1)!.samples.at(-1)!.stampNs;
  const limit = newest - BigInt(Math.round(windowS * 1e9));
  for (let s = segments.length - 1; s >= 0; s--) {
    const { samples } = segments[s]!;
    for (let i = samples.length - 1; i >= 0; i--) {
      if (samples[i]!.stampNs < limit) return starts[s]! + i + 1;
    }
  }
  return 0;
}
