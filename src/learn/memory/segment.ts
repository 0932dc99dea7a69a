import type { Sample } from "../../frames/sample.ts";

/** A stretch of consecutive frames without a gap: every clip lies inside one. */
export interface Segment {
  readonly samples: Sample[];
  bytes: number;
}

/** Nanoseconds from the segment's first frame to its last. */
export function spanNs(segment: Segment): bigint {
  const { samples } = segment;
  return samples.length < 2 ? 0n : samples.at(-1)!.stampNs - samples[0]!.stampNs;
}
