import type { Random } from "../../core/random.ts";
import type { Segment } from "../memory/segment.ts";
import type { Clip } from "./clip.ts";

/** Time between the frames of a clip, milliseconds. */
export interface GapRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Draws the clip whose current frame is `segment.samples[index]`: the previous frame is any that is
 * minMs…maxMs older (or the one just before, where the sensor is slower than that), the next frame
 * the one nearest to the same time ahead. Undefined where the stretch has no such frames.
 */
export function drawClip(
  segment: Segment,
  index: number,
  gap: GapRange,
  random: Random,
): Clip | undefined {
  const { samples } = segment;
  const current = samples[index]!;
  if (index === 0 || index === samples.length - 1) return undefined;
  const ageMs = (i: number): number => Number(current.stampNs - samples[i]!.stampNs) / 1e6;

  // Half a millisecond of grace: stamps are rounded by their senders.
  let newest = index - 1;
  while (newest > 0 && ageMs(newest) < gap.minMs - 0.5) newest -= 1;
  let oldest = newest;
  while (oldest > 0 && ageMs(oldest - 1) <= gap.maxMs + 0.5) oldest -= 1;
  if (ageMs(newest) < gap.minMs - 0.5 && newest > 0) return undefined;
  const previousIndex = newest - random.integer(newest - oldest + 1);

  const wantedMs = ageMs(previousIndex);
  let nextIndex = index + 1;
  const missMs = (i: number): number => Math.abs(-ageMs(i) - wantedMs);
  while (nextIndex + 1 < samples.length && missMs(nextIndex + 1) < missMs(nextIndex)) {
    nextIndex += 1;
  }
  if (missMs(nextIndex) > 0.5 * wantedMs) return undefined;
  return { previous: samples[previousIndex]!, current, next: samples[nextIndex]! };
}
