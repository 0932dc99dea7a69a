import type { Sample } from "../../frames/sample.ts";
import { noPhotometry, noShift } from "../../learn/batch/augment.ts";
import type { ClipTiming } from "../../learn/batch/draw-clip.ts";
import { inputSize, writeInput } from "../../learn/batch/write-input.ts";
import type { PackedForesight } from "../../learn/pack-foresight.ts";
import type { Engine, HostTensor, NamedTensors } from "../../runtime/engine.ts";
import { openTurnSessions } from "./turn-sessions.ts";

/** Errors of the same frame by two models. */
interface ErrorPair {
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** Predicts each frame of a sensor from those before it, beside the encoder that answers. */
export interface Foresight {
  /**
   * Takes the newest frame in and tells how wrong its prediction was, [1 + regions]: of the whole, then of
   * each region. Undefined where no earlier frame lies right.
   */
  look(sample: Sample): Promise<Float32Array | undefined>;
  /** What comes `horizonMs` after the newest frame; undefined before there are frames. */
  ahead(horizonMs: number): Promise<Ahead | undefined>;
  /** Loads what was trained further, and looks at the last frames with it; it predicts after `switchOver`. */
  load(packed: PackedForesight): Promise<{
    readonly pairs: readonly ErrorPair[];
    switchOver(): void;
  }>;
  close(): Promise<void>;
}

/** A predicted picture, normalised, [1, h, w, K]; of a lidar with the part of each cell that counts. */
export interface Ahead {
  readonly fromNs: bigint;
  readonly horizonMs: number;
  readonly predicted: HostTensor;
  readonly weight: HostTensor | undefined;
}

/** One of the last frames. */
interface Seen {
  readonly sample: Sample;
  errors: Float32Array | undefined;
}

/** Frames that two models are compared on, and those before the first of them. */
const compared = 32;
const kept = compared + 16;
/** Stamps are rounded by their senders: this much too early still counts. */
const graceMs = 0.5;

/**
 * Opens the prediction of one sensor's frames. The last 48 samples are kept: a few megabytes.
 * @throws AppError ENGINE_OPEN_FAILED
 */
export async function openForesight(options: {
  readonly engine: Engine;
  readonly threads: number;
  readonly packed: PackedForesight;
  readonly timing: ClipTiming;
}): Promise<Foresight> {
  const { engine, threads, packed, timing } = options;
  const { model, inputs, outputs } = packed;
  const sessions = await openTurnSessions(engine, { model, inputs, outputs, threads });
  const shape = inputs[0]!.shape;
  let seen: readonly Seen[] = [];
  let newest: { readonly sample: Sample; readonly data: Float32Array } | undefined;

  const frame = (sample: Sample): HostTensor => {
    if (newest?.sample === sample) return { dtype: "float32", shape, data: newest.data };
    const data = new Float32Array(inputSize(sample));
    writeInput(sample, noPhotometry, noShift, data, 0);
    return { dtype: "float32", shape, data };
  };
  const inputsOf = (clip: FoundClip, next: Sample, horizonMs: number): NamedTensors => ({
    previous: frame(clip.previous),
    current: frame(clip.current),
    next: frame(next),
    horizonS: { dtype: "float32", shape: [1], data: Float32Array.of(horizonMs / 1000) },
  });
  const errorsOf = async (
    run: (given: NamedTensors) => Promise<NamedTensors>,
    index: number,
    frames: readonly Seen[],
  ): Promise<Float32Array | undefined> => {
    const { sample } = frames[index]!;
    const clip = findClip(frames, index, timing);
    if (!clip) return undefined;
    const horizonMs = Number(sample.stampNs - clip.current.stampNs) / 1e6;
    const { errors } = await run(inputsOf(clip, sample, horizonMs));
    return errors!.data as Float32Array;
  };

  return {
    look: async (sample) => {
      const last = seen.at(-1);
      // A clock that was set: what was seen before has no place in time any more.
      const isLater = last === undefined || sample.stampNs > last.sample.stampNs;
      const own: Seen = { sample, errors: undefined };
      seen = [...(isLater ? seen.slice(1 - kept) : []), own];
      newest = { sample, data: frame(sample).data as Float32Array };
      own.errors = await errorsOf((given) => sessions.run(given), seen.length - 1, seen);
      return own.errors;
    },
    ahead: async (horizonMs) => {
      const current = seen.at(-1)?.sample;
      if (!current) return undefined;
      const previous = findPrevious(seen, seen.length - 1, timing) ?? current;
      const given = inputsOf({ previous, current }, current, horizonMs);
      const { predicted, weight } = await sessions.run(given);
      return { fromNs: current.stampNs, horizonMs, predicted: predicted!, weight };
    },
    load: async ({ model: next }) => {
      const loaded = await sessions.load(next);
      const frames = seen;
      const pairs: ErrorPair[] = [];
      for (let i = Math.max(0, frames.length - compared); i < frames.length; i++) {
        const before = frames[i]!.errors;
        const after = before && (await errorsOf((given) => loaded.run(given), i, frames));
        if (before && after) pairs.push({ before, after });
      }
      return {
        pairs,
        switchOver: () => {
          loaded.switchOver();
        },
      };
    },
    close: () => sessions.close(),
  };
}

interface FoundClip {
  readonly previous: Sample;
  readonly current: Sample;
}

/** The newest frames before `index` that lie as far apart as those that were trained on. */
function findClip(
  frames: readonly Seen[],
  index: number,
  timing: ClipTiming,
): FoundClip | undefined {
  const { stampNs } = frames[index]!.sample;
  const aheadMs = (i: number): number => Number(stampNs - frames[i]!.sample.stampNs) / 1e6;
  let at = index - 1;
  while (at > 0 && aheadMs(at) < timing.minHorizonMs - graceMs) at -= 1;
  if (at < 0 || aheadMs(at) > 1.5 * timing.maxHorizonMs) return undefined;
  if (aheadMs(at) < 0.5 * timing.minHorizonMs) return undefined;
  const previous = findPrevious(frames, at, timing);
  return previous && { previous, current: frames[at]!.sample };
}

/** The newest frame that is at least the smallest trained gap older than the one at `index`. */
function findPrevious(
  frames: readonly Seen[],
  index: number,
  timing: ClipTiming,
): Sample | undefined {
  const { stampNs } = frames[index]!.sample;
  for (let i = index - 1; i >= 0; i--) {
    const gapMs = Number(stampNs - frames[i]!.sample.stampNs) / 1e6;
    if (gapMs > 1.5 * timing.maxGapMs) return undefined;
    if (gapMs >= timing.minGapMs - graceMs) return frames[i]!.sample;
  }
  return undefined;
}
