import { meanDifference } from "./mean-difference.ts";
import type { Segment } from "./segment.ts";

/** What is in a memory, how old, how often used, how redundant. */
export interface MemoryDescription {
  readonly frames: number;
  readonly stretches: number;
  readonly bytes: number;
  /** Seconds of stream behind the newest frame: of the youngest, the middle and the oldest one held. */
  readonly ageS: { readonly youngest: number; readonly median: number; readonly oldest: number };
  /** Clips drawn for each frame held, by stretch. */
  readonly usesPerFrame: { readonly mean: number; readonly most: number };
  /**
   * How alike a stretch is to the one most like it, mean over the stretches: 1 − the mean difference of
   * their middle frames, part of full scale. 1 = there is another that shows the same. Absent with fewer than two.
   */
  readonly redundancy?: number | undefined;
  /** Part of the stretches whose like is nearer than a hundredth of full scale. */
  readonly nearCopies?: number | undefined;
}

/** More are not compared, evenly thinned: each with each costs a millisecond a stretch. */
const mostCompared = 128;
const nearCopy = 0.99;

/** Looks through the stretches of a memory; undefined when it is empty. About 0.1 s. */
export function describeMemory(segments: readonly Segment[]): MemoryDescription | undefined {
  const samples = segments.flatMap((segment) => segment.samples);
  if (samples.length === 0) return undefined;
  const newest = samples.reduce((last, s) => (s.stampNs > last ? s.stampNs : last), 0n);
  const ages = samples.map((s) => Number(newest - s.stampNs) / 1e9).sort((a, b) => a - b);
  const uses = segments.map(({ uses: own = 0, samples: of }) => own / Math.max(1, of.length));
  const total = segments.reduce((sum, { uses: own = 0 }) => sum + own, 0);
  const likeness = nearestLikeness(segments);
  return {
    frames: samples.length,
    stretches: segments.length,
    bytes: segments.reduce((sum, s) => sum + s.bytes, 0),
    ageS: { youngest: ages[0]!, median: ages[ages.length >> 1]!, oldest: ages.at(-1)! },
    usesPerFrame: { mean: total / samples.length, most: Math.max(...uses) },
    ...(likeness.length > 1 && {
      redundancy: likeness.reduce((sum, value) => sum + value, 0) / likeness.length,
      nearCopies: likeness.filter((value) => value > nearCopy).length / likeness.length,
    }),
  };
}

/** For each of some stretches, how alike its middle frame is to that of the one most like it. */
function nearestLikeness(segments: readonly Segment[]): readonly number[] {
  const step = Math.max(1, segments.length / mostCompared);
  const middles = Array.from({ length: Math.floor(segments.length / step) }, (_, i) => {
    const { samples } = segments[Math.floor(i * step)]!;
    return samples[samples.length >> 1];
  }).filter((sample) => sample !== undefined);
  const nearest = middles.map(() => -Infinity);
  for (let a = 0; a < middles.length; a++) {
    for (let b = a + 1; b < middles.length; b++) {
      const alike = 1 - meanDifference(middles[a]!, middles[b]!);
      nearest[a] = Math.max(nearest[a]!, alike);
      nearest[b] = Math.max(nearest[b]!, alike);
    }
  }
  return nearest;
}
