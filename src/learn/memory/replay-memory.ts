import { createDropCounter } from "../../core/drop-counter.ts";
import { randomFor } from "../../core/random.ts";
import type { Sample } from "../../frames/sample.ts";
import { meanDifference } from "./mean-difference.ts";
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
  stats(): MemoryStats;
}

/**
 * A bounded memory of stretches. When it is full a stretch is thrown out at random among all but
 * the newest, so that what stays thins out exponentially with age and never goes stale.
 *
 * The frames of one stretch stay together: any gap between the two frames of a clip can be drawn.
 * @see Purushwalkam et al. 2022, arXiv:2203.12710 on why a first-in-first-out memory does not do
 */
export function createReplayMemory(options: ReplayMemoryOptions): ReplayMemory {
  const { budgetBytes, segmentS, maxGapS, stationaryBelow, seed } = options;
  const segments: Segment[] = [];
  const released = createDropCounter();
  const store = createPixelStore(budgetBytes);
  let bytes = 0;
  let evictions = 0;
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
    const segment: Segment = { samples: [], bytes: 0 };
    segments.push(segment);
    return segment;
  };
  const evict = (): void => {
    while (bytes > budgetBytes && segments.length > 1) {
      const random = randomFor(seed, "evict", evictions++);
      remove(random.integer(segments.length - 1), "evicted");
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
      newest.samples.push(store.keep(sample));
      newest.bytes += sample.pixels.byteLength;
      bytes += sample.pixels.byteLength;
      evict();
    },
    segments: () => segments,
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
