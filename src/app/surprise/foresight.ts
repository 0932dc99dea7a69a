import { setTimeout as pause } from "node:timers/promises";
import type { Sample } from "../../frames/sample.ts";
import { noPhotometry, noShift } from "../../learn/batch/augment.ts";
import type { ClipTiming } from "../../learn/batch/draw-clip.ts";
import { inputSize, writeInput } from "../../learn/batch/write-input.ts";
import { openTogether } from "../open-together.ts";
import type { PackedForesight } from "../../learn/pack-foresight.ts";
import type { Engine, HostTensor, NamedTensors } from "../../runtime/engine.ts";
import { openTurnSessions, type TurnSessions } from "./turn-sessions.ts";

/** Errors of the same frame by two models. */
interface ErrorPair {
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** Predicts each frame of a sensor from those before it, beside the encoder that answers. */
export interface Foresight {
  /**
   * Takes the newest frame in and tells how wrong its prediction was, [1 + regions]: of the whole, then of
   * each region. Undefined where no earlier frame lies right. The frame itself is encoded after the answer.
   */
  look(sample: Sample): Promise<Float32Array | undefined>;
  /** What comes `horizonMs` after the newest frame; undefined before there are frames. */
  ahead(horizonMs: number): Promise<Ahead | undefined>;
  /**
   * Goes over to what was trained further, between two frames; until then the present one answers.
   * Calls must not overlap.
   * @returns errors of the last frames by both
   * @throws AppError ENGINE_OPEN_FAILED; the present one answers on
   */
  load(packed: PackedForesight): Promise<readonly ErrorPair[]>;
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
  /** Of the encoder that predicts now; absent until it is encoded. */
  map?: HostTensor;
  errors?: Float32Array | undefined;
}

/** Frames that two models are compared on, and those before the first of them. */
const compared = 32;
const kept = compared + 16;
/** Stamps are rounded by their senders: this much too early still counts. */
const graceMs = 0.5;
/** Between two runs of a model that is only compared: the live ones need the cores more. */
const betweenMs = 5;

/**
 * Opens the prediction of one sensor's frames. Each frame is encoded once; the last 48 are kept with their maps:
 * a few megabytes.
 * @throws AppError ENGINE_OPEN_FAILED
 */
export async function openForesight(options: {
  readonly engine: Engine;
  readonly threads: number;
  readonly packed: PackedForesight;
  readonly timing: ClipTiming;
}): Promise<Foresight> {
  const { engine, threads, packed, timing } = options;
  const [encoder, decoder] = (await openTogether([
    openTurnSessions(engine, { ...packed.encoder, threads }),
    openTurnSessions(engine, { ...packed.decoder, threads }),
  ])) as [TurnSessions, TurnSessions];
  const { shape } = packed.encoder.inputs[0]!;
  let seen: readonly Seen[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };

  const frame = (sample: Sample): HostTensor => {
    const data = new Float32Array(inputSize(sample));
    writeInput(sample, noPhotometry, noShift, data, 0);
    return { dtype: "float32", shape, data };
  };
  const mapOf = async (run: Run, { sample }: Seen): Promise<HostTensor> =>
    (await run({ frame: frame(sample) }))["map"]!;
  const inputsOf = (clip: FoundClip, next: Sample, horizonMs: number): NamedTensors => ({
    previousMap: clip.previous.map!,
    currentMap: clip.current.map!,
    current: frame(clip.current.sample),
    next: frame(next),
    horizonS: { dtype: "float32", shape: [1], data: Float32Array.of(horizonMs / 1000) },
  });
  const errorsOf = async (
    run: Run,
    index: number,
    frames: readonly Seen[],
  ): Promise<Float32Array | undefined> => {
    const { sample } = frames[index]!;
    const clip = findClip(frames, index, timing);
    if (!clip) return undefined;
    const horizonMs = Number(sample.stampNs - clip.current.sample.stampNs) / 1e6;
    const { errors } = await run(inputsOf(clip, sample, horizonMs));
    return errors!.data as Float32Array;
  };

  return {
    look: (sample) => {
      const own: Seen = { sample };
      const looked = inTurn(async () => {
        const newest = seen.at(-1);
        // A clock that was set: what was seen before has no place in time any more.
        const isLater = newest === undefined || sample.stampNs > newest.sample.stampNs;
        seen = [...(isLater ? seen.slice(1 - kept) : []), own];
        own.errors = await errorsOf(decoder.run, seen.length - 1, seen);
        return own.errors;
      });
      // One that cannot be encoded is none to predict from.
      inTurn(async () => {
        own.map = await mapOf(encoder.run, own);
      }).catch(() => undefined);
      return looked;
    },
    ahead: (horizonMs) =>
      inTurn(async () => {
        const current = seen.at(-1);
        if (!current?.map) return undefined;
        const previous = findPrevious(seen, seen.length - 1, timing) ?? current;
        const given = inputsOf({ previous, current }, current.sample, horizonMs);
        const { predicted, weight } = await decoder.run(given);
        return { fromNs: current.sample.stampNs, horizonMs, predicted: predicted!, weight };
      }),
    load: async (next) => {
      const nextEncoder = await encoder.load(next.encoder.model);
      const nextDecoder = await decoder.load(next.decoder.model);
      const frames = seen.map((own): Seen => ({ sample: own.sample }));
      const known = new Map<Sample, Seen>();
      for (const own of frames) {
        own.map = await mapOf(nextEncoder.run, own);
        known.set(own.sample, own);
        await pause(betweenMs);
      }
      for (let i = Math.max(0, frames.length - compared); i < frames.length; i++) {
        frames[i]!.errors = await errorsOf(nextDecoder.run, i, frames);
        await pause(betweenMs);
      }
      return inTurn(async () => {
        // Those that came meanwhile.
        for (const own of seen) {
          if (!known.has(own.sample))
            known.set(own.sample, { sample: own.sample, map: await mapOf(nextEncoder.run, own) });
        }
        const pairs: ErrorPair[] = [];
        for (const own of seen) {
          const { map, errors: after } = known.get(own.sample)!;
          const before = own.errors;
          if (before && after) pairs.push({ before, after });
          own.map = map!;
        }
        nextEncoder.switchOver();
        nextDecoder.switchOver();
        return pairs;
      });
    },
    close: async () => {
      await last;
      await Promise.all([encoder.close(), decoder.close()]);
    },
  };
}

type Run = (given: NamedTensors) => Promise<NamedTensors>;

interface FoundClip {
  readonly previous: Seen;
  readonly current: Seen;
}

/** The newest encoded frames before `index` that lie as far apart as those that were trained on. */
function findClip(
  frames: readonly Seen[],
  index: number,
  timing: ClipTiming,
): FoundClip | undefined {
  const { stampNs } = frames[index]!.sample;
  const aheadMs = (i: number): number => Number(stampNs - frames[i]!.sample.stampNs) / 1e6;
  let at = index - 1;
  while (at > 0 && aheadMs(at) < timing.minHorizonMs - graceMs) at -= 1;
  const current = frames[at];
  if (!current?.map || aheadMs(at) > 1.5 * timing.maxHorizonMs) return undefined;
  if (aheadMs(at) < 0.5 * timing.minHorizonMs) return undefined;
  const previous = findPrevious(frames, at, timing);
  return previous && { previous, current };
}

/** The newest encoded frame that is at least the smallest trained gap older than the one at `index`. */
function findPrevious(
  frames: readonly Seen[],
  index: number,
  timing: ClipTiming,
): Seen | undefined {
  const { stampNs } = frames[index]!.sample;
  for (let i = index - 1; i >= 0; i--) {
    const gapMs = Number(stampNs - frames[i]!.sample.stampNs) / 1e6;
    if (gapMs > 1.5 * timing.maxGapMs) return undefined;
    if (gapMs >= timing.minGapMs - graceMs && frames[i]!.map) return frames[i];
  }
  return undefined;
}
