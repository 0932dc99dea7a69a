import type { Sample } from "../../frames/sample.ts";

/** A stretch of consecutive frames without a gap: every clip lies inside one. */
export interface Segment {
  readonly samples: Sample[];
  bytes: number;
  /** Running number of the stretch in its stream. */
  readonly ordinal?: number;
  /** Clips that were drawn from it. */
  uses?: number | undefined;
  /** What the learner said of its clips, length 1; absent until it was looked at. */
  feature?: Float32Array | undefined;
}

/** Nanoseconds from the segment's first frame to its last. */
export function spanNs(segment: Segment): bigint {
  const { samples } = segment;
  return samples.length < 2 ? 0n : samples.at(-1)!.stampNs - samples[0]!.stampNs;
}
