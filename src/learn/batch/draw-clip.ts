import type { Random } from "../../core/random.ts";
import type { Segment } from "../memory/segment.ts";
import type { Clip } from "./clip.ts";

/** Times between the frames of a clip, milliseconds. */
export interface ClipTiming {
  /** From the previous frame to the current one: drawn anew for each clip. */
  readonly minGapMs: number;
  readonly maxGapMs: number;
  /** From the current frame to the next: drawn anew for each clip. */
  readonly minHorizonMs: number;
  readonly maxHorizonMs: number;
}

/** Stamps are rounded by their senders: this much too early still counts. */
const graceMs = 0.5;

/**
 * Draws the clip whose current frame is `segment.samples[index]`: the previous frame is any that is
 * minGapMs…maxGapMs older (or the one just before, where the sensor is slower than that), the next
 * frame the one nearest to a horizon that is drawn, minHorizonMs…maxHorizonMs ahead. Undefined where the stretch has no such frames.
 */
export function drawClip(
  segment: Segment,
  index: number,
  timing: ClipTiming,
  random: Random,
): Clip | undefined {
  const { samples } = segment;
  const current = samples[index]!;
  if (index === 0 || index === samples.length - 1) return undefined;
  const ageMs = (i: number): number => Number(current.stampNs - samples[i]!.stampNs) / 1e6;

  let newest = index - 1;
  while (newest > 0 && ageMs(newest) < timing.minGapMs - graceMs) newest -= 1;
  if (ageMs(newest) < timing.minGapMs - graceMs) return undefined;
  let oldest = newest;
  while (oldest > 0 && ageMs(oldest - 1) <= timing.maxGapMs + graceMs) oldest -= 1;
  const previousIndex = newest - random.integer(newest - oldest + 1);

  const leadMs = (i: number): number => -ageMs(i);
  const spreadMs = timing.maxHorizonMs - timing.minHorizonMs;
  const horizonMs = timing.minHorizonMs + spreadMs * random.uniform();
  const missMs = (i: number): number => Math.abs(leadMs(i) - horizonMs);
  let nextIndex = index + 1;
  while (nextIndex + 1 < samples.length && missMs(nextIndex + 1) < missMs(nextIndex)) {
    nextIndex += 1;
  }
  const isTooEarly = leadMs(nextIndex) < 0.5 * horizonMs;
  const isTooLate = leadMs(nextIndex) > 1.5 * horizonMs && nextIndex > index + 1;
  if (isTooEarly || isTooLate) return undefined;
  return { previous: samples[previousIndex]!, current, next: samples[nextIndex]! };
}
