import type { ReplayMemory } from "./memory/replay-memory.ts";
import type { Segment } from "./memory/segment.ts";

/** Splits a memory into what was tested on, which may be trained on, and what came since. */
export interface TestThenTrain {
  /** Borrowed as the memory's stretches are; all of them before the first `mark`. */
  tested(): readonly Segment[];
  untested(): readonly Segment[];
  /** Everything there is now counts as tested. */
  mark(): void;
}

/**
 * Prequential evaluation: each frame is first a test, then a training frame, so that the score over a
 * whole drive is one on frames never seen. No clip spans the border.
 *
 * @see Gama, Sebastião and Rodrigues 2013, On evaluating stream learning algorithms
 */
export function createTestThenTrain(memory: ReplayMemory): TestThenTrain {
  /** The stretch that was growing at the last mark, and its last frame then. */
  let border: { readonly ordinal: number; readonly lastNs: bigint } | undefined;
  const part = (
    segments: readonly Segment[],
    keeps: (stampNs: bigint, lastNs: bigint) => boolean,
    keepsWhole: (ordinal: number, at: number) => boolean,
  ): readonly Segment[] => {
    if (!border) return segments;
    const { ordinal: at, lastNs } = border;
    return segments.flatMap((segment) => {
      const { ordinal = 0, samples } = segment;
      if (ordinal !== at) return keepsWhole(ordinal, at) ? [segment] : [];
      const own = samples.filter(({ stampNs }) => keeps(stampNs, lastNs));
      return own.length === 0 ? [] : [{ ...segment, samples: own }];
    });
  };
  return {
    tested: () =>
      part(
        memory.drawable(),
        (stampNs, lastNs) => stampNs <= lastNs,
        (ordinal, at) => ordinal < at,
      ),
    untested: () =>
      part(
        memory.segments(),
        (stampNs, lastNs) => stampNs > lastNs,
        (ordinal, at) => ordinal > at,
      ),
    mark: () => {
      const newest = memory.segments().at(-1);
      const last = newest?.samples.at(-1);
      if (newest && last) border = { ordinal: newest.ordinal ?? 0, lastNs: last.stampNs };
    },
  };
}
