import { createDropCounter } from "../../core/drop-counter.ts";
import type { Sample } from "../../frames/sample.ts";
import type { EvictionPolicy } from "./eviction/eviction-policy.ts";
import { meanDifference } from "./mean-difference.ts";
import { averagedFeature } from "./averaged-feature.ts";
import { createPixelStore } from "./pixel-store.ts";
import { spanNs, type Segment } from "./segment.ts";

export interface ReplayMemoryOptions {
  /** Most bytes of pixels kept. */
  readonly budgetBytes: number;
  /** A stretch is closed when it is this long, seconds; also the unit of eviction. */
  readonly segmentS: number;
  /**
   * A pause longer than this between two frames closes the stretch, seconds; for a sensor that is
   * slow itself, one longer than three of its usual pauses.
   */
  readonly maxGapS: number;
  /**
   * A closed stretch over which the picture changed less than this (mean difference of pixels,
   * part of full scale, against its own start and the stretch kept before) is not kept.
   */
  readonly stationaryBelow: number;
  /** Which stretch goes when the memory is full. */
  readonly eviction: EvictionPolicy;
  /** Part of the bytes that belongs to the newest stretches: first in, first out into the rest. */
  readonly recentShare: number;
  /** Most clips drawn from a stretch for each of its frames; Infinity = as many as one likes. */
  readonly maxUses: number;
  readonly seed: number;
}

/** What the memory holds and refused. */
export interface MemoryStats {
  readonly frames: number;
  readonly segments: number;
  readonly bytes: number;
  readonly budgetBytes: number;
  /** Seconds of stream from the oldest frame to the newest. */
  readonly spanS: number;
  /** Frames let go, by reason: `evicted`, `stationary`. */
  readonly released: Readonly<Record<string, number>>;
}

/** Turns a correlated stream into something that decorrelated batches can be drawn from. */
export interface ReplayMemory {
  /**
   * Copies a frame, of the layout that the first one had; stamps must rise within a sensor (a step
   * back starts a new stretch).
   */
  add(sample: Sample): void;
  /**
   * Stretches, oldest first; the last is still growing. Borrowed until the next `add`, which may
   * give the place of any of their frames to another.
   */
  segments(): readonly Segment[];
  /** Those that may be drawn from: not used up. As borrowed. */
  drawable(): readonly Segment[];
  /** A clip around this frame, one of its own, was drawn. */
  noteUse(sample: Sample): void;
  /** What the learner says of a clip around this frame, a vector of any length but zero. */
  noteFeature(sample: Sample, feature: Float32Array): void;
  /** Puts back what an earlier memory held, oldest first, before the first `add`. Copies. */
  restore(kept: readonly Segment[]): void;
  stats(): MemoryStats;
}

/**
 * A bounded memory of stretches, in two tiers: the newest ones, which stay until newer ones push them
 * out of their share, and all the others, of which the policy lets one go when the memory is full.
 *
 * The frames of one stretch stay together: any gap between the two frames of a clip can be drawn.
 * @see Yang and Ren 2025, Memory Storyboard, on short- and long-term tiers
 */
export function createReplayMemory(options: ReplayMemoryOptions): ReplayMemory {
  const { budgetBytes, segmentS, maxGapS, stationaryBelow, seed, eviction, maxUses } = options;
  const segments: Segment[] = [];
  const segmentOf = new WeakMap<Sample, Segment>();
  const released = createDropCounter();
  const store = createPixelStore(budgetBytes);
  let bytes = 0;
  let evictions = 0;
  let opened = 0;
  let usualPauseNs = 0;
  /** Last frame of the stretch that was kept last: a copy, it may be evicted before it is compared. */
  let lastKept: Sample | undefined;

  const remove = (index: number, reason: string): void => {
    const [gone] = segments.splice(index, 1);
    bytes -= gone!.bytes;
    for (const sample of gone!.samples) store.release(sample);
    released.add(reason, gone!.samples.length);
  };
  const closeNewest = (): void => {
    const newest = segments.at(-1);
    if (!newest) return;
    const first = newest.samples[0]!;
    const last = newest.samples.at(-1)!;
    const isStill =
      lastKept !== undefined &&
      meanDifference(first, last) < stationaryBelow &&
      meanDifference(lastKept, last) < stationaryBelow;
    if (isStill) remove(segments.length - 1, "stationary");
    else lastKept = { ...last, pixels: last.pixels.slice() };
  };
  const open = (): Segment => {
    closeNewest();
    const segment: Segment = { samples: [], bytes: 0, ordinal: opened++, uses: 0 };
    segments.push(segment);
    return segment;
  };
  const take = (segment: Segment, sample: Sample): void => {
    const kept = store.keep(sample);
    segment.samples.push(kept);
    segment.bytes += kept.pixels.byteLength;
    bytes += kept.pixels.byteLength;
    segmentOf.set(kept, segment);
  };
  /** Stretches outside the recent tier, at least the oldest: those that may go. */
  const longTerm = (): readonly Segment[] => {
    let recentBytes = 0;
    let first = segments.length - 1;
    while (
      first > 1 &&
      recentBytes + segments[first - 1]!.bytes <= options.recentShare * budgetBytes
    )
      recentBytes += segments[--first]!.bytes;
    return segments.slice(0, first);
  };
  const evict = (): void => {
    while (bytes > budgetBytes && segments.length > 1) {
      remove(eviction.choose(longTerm(), { seed, evictions: evictions++ }), "evicted");
    }
    // One stretch alone may be over the budget: then its own start goes.
    const only = segments[0];
    while (only && bytes > budgetBytes && only.samples.length > 1) {
      const oldest = only.samples.shift()!;
      only.bytes -= oldest.pixels.byteLength;
      bytes -= oldest.pixels.byteLength;
      store.release(oldest);
      released.add("evicted");
    }
  };

  return {
    add: (sample) => {
      let newest = segments.at(-1);
      const before = newest?.samples.at(-1);
      const pauseNs = before ? sample.stampNs - before.stampNs : 0n;
      const isBroken = pauseNs <= 0n || Number(pauseNs) > Math.max(maxGapS * 1e9, 3 * usualPauseNs);
      if (pauseNs > 0n) {
        usualPauseNs += (usualPauseNs === 0 ? 1 : 0.1) * (Number(pauseNs) - usualPauseNs);
      }
      const isLong = newest !== undefined && Number(spanNs(newest)) >= segmentS * 1e9;
      if (!newest || !before || isBroken || (isLong && newest.samples.length >= 8)) newest = open();
      take(newest, sample);
      evict();
    },
    segments: () => segments,
    drawable: () =>
      maxUses === Infinity
        ? segments
        : segments.filter(({ uses = 0, samples }) => uses < maxUses * samples.length),
    noteUse: (sample) => {
      const segment = segmentOf.get(sample);
      if (segment) segment.uses = (segment.uses ?? 0) + 1;
    },
    noteFeature: (sample, feature) => {
      const segment = segmentOf.get(sample);
      if (segment) segment.feature = averagedFeature(segment.feature, feature);
    },
    restore: (kept) => {
      for (const { samples, uses, feature } of kept) {
        segments.push({ samples: [], bytes: 0, ordinal: opened++, uses, feature });
        for (const sample of samples) {
          take(segments.at(-1)!, sample);
          evict();
        }
      }
    },
    stats: () => {
      const oldest = segments[0]?.samples[0]?.stampNs;
      const newest = segments.at(-1)?.samples.at(-1)?.stampNs;
      return {
        frames: segments.reduce((sum, s) => sum + s.samples.length, 0),
        segments: segments.length,
        bytes,
        budgetBytes,
        spanS: oldest === undefined || newest === undefined ? 0 : Number(newest - oldest) / 1e9,
        released: released.byReason(),
      };
    },
  };
}
