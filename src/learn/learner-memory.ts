import type { Sample } from "../frames/sample.ts";
import type { ClipTiming } from "./batch/draw-clip.ts";
import { isHeldOut } from "./held-out.ts";
import { evictionPolicies } from "./memory/eviction/index.ts";
import { createReplayMemory, type ReplayMemory } from "./memory/replay-memory.ts";

/** What a learner remembers, in the words of the configuration. Plain data. */
export interface LearnerMemoryOptions {
  /** Bytes of samples kept, held-out ones included. */
  readonly bytes: number;
  /** Name of the policy by which a full memory forgets. */
  readonly eviction: string;
  /** Part of the bytes that belongs to the newest stretches. */
  readonly recentShare: number;
  /** Most clips drawn from a stretch for each of its frames; absent = no limit. */
  readonly maxUses?: number | undefined;
  /** A stretch over which the picture changes less than this is not kept; part of full scale. */
  readonly stationaryBelow: number;
}

/** A learner's two memories: what it trains on, and what it is only examined on. */
export interface LearnerMemory {
  readonly main: ReplayMemory;
  readonly heldOut: ReplayMemory;
  /** Whether drawn stretches should get features now and then. */
  readonly comparesFeatures: boolean;
  /** Puts a frame where it belongs by its time. */
  add(sample: Sample): void;
}

/** Stretches are this long: long enough for every gap, short enough to be let go one by one. */
const segmentS = 2;
const heldOutPeriodS = 10;
/** Part of the memory's bytes that held-out frames may take. */
const heldOutShare = 1 / 8;

/** Two empty memories. @throws AppError REGISTRY_UNKNOWN for a policy that does not exist */
export function createLearnerMemory(options: {
  readonly memory: LearnerMemoryOptions;
  readonly timing: ClipTiming;
  /** Part of the stream that is examined and never trained on; 0 = none. */
  readonly heldOutFraction: number;
  readonly seed: number;
}): LearnerMemory {
  const { memory, timing, heldOutFraction, seed } = options;
  const longestMs = timing.maxGapMs + timing.maxHorizonMs;
  const eviction = evictionPolicies.get(memory.eviction);
  const create = (share: number): ReplayMemory =>
    createReplayMemory({
      budgetBytes: memory.bytes * share,
      segmentS: Math.max(segmentS, (2 * longestMs) / 1000),
      maxGapS: Math.max(1, longestMs / 1000),
      stationaryBelow: memory.stationaryBelow,
      eviction,
      recentShare: memory.recentShare,
      maxUses: memory.maxUses ?? Infinity,
      seed,
    });
  const main = create(1 - heldOutShare);
  const heldOut = create(heldOutShare);
  let originNs: bigint | undefined;
  return {
    main,
    heldOut,
    comparesFeatures: eviction.comparesFeatures,
    add: (sample) => {
      originNs ??= sample.stampNs;
      const period = { originNs, fraction: heldOutFraction, periodS: heldOutPeriodS };
      const isKeptApart = heldOutFraction > 0 && isHeldOut(sample.stampNs, period);
      (isKeptApart ? heldOut : main).add(sample);
    },
  };
}
