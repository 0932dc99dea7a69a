import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "../../core/log.ts";
import { randomFor } from "../../core/random.ts";
import type { Sample } from "../../frames/sample.ts";
import type { ClipTiming } from "../../learn/batch/draw-clip.ts";
import type { PackedEncoder } from "../../learn/pack-encoder.ts";
import type { Regions } from "../../learn/compile-foresight.ts";
import type { Engine } from "../../runtime/engine.ts";
import type { Answer, LiveEncoder } from "../live-encoder.ts";
import { openForesight, type Ahead } from "./foresight.ts";
import { createNoveltyScale, type Novelty } from "./novelty.ts";
import { createSurpriseScale, type Surprise } from "./surprise-scale.ts";

/** How unexpected one frame was: what a sensor's answer carries beside its features. */
export interface FrameSurprise extends Surprise {
  /** Mean absolute error of the predicted frame, part of full scale; absent where there was no prediction. */
  readonly error?: number | undefined;
  readonly grid: Regions | undefined;
  readonly novelty: Novelty | undefined;
  /** Frames behind the judgement. */
  readonly frames: number;
}

/** A live encoder whose answers also say how surprising the frame was. */
export interface SurprisedEncoder extends LiveEncoder {
  /** What comes after the newest frame; undefined where nothing is predicted yet. */
  ahead(horizonMs: number): Promise<Ahead | undefined>;
}

async function openBeside<T>(plain: LiveEncoder, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await plain.close();
    throw error;
  }
}

/** The encoder alone, where nobody asks how surprising a frame is. */
export function unsurprised(plain: LiveEncoder): SurprisedEncoder {
  return {
    get version() {
      return plain.version;
    },
    get step() {
      return plain.step;
    },
    get contract() {
      return plain.contract;
    },
    get isTrying() {
      return plain.isTrying;
    },
    answer: (sample) => plain.answer(sample),
    promote: (encoder, trial) => plain.promote(encoder, trial),
    close: () => plain.close(),
    ahead: () => Promise.resolve(undefined),
  };
}

/** Remembered frames are encoded anew at this distance: live ones go first. */
const betweenMs = 10;

/** Normalised pixel values are four times the quantity (model-input.ts). */
const perFullScale = 1 / 4;

/**
 * Judges each frame while `plain` encodes it. What goes wrong with that costs the surprise of a frame, never
 * its features: it is told once.
 *
 * After a promotion, or going back, the prediction follows: the new one is loaded, its errors are compared
 * with the old ones on the last frames, and it takes over between two frames. Until then the old one
 * predicts, by its own history; nothing of it keeps the encoder waiting.
 *
 * @param options.plain answers the features; closed with this
 * @throws AppError ENGINE_OPEN_FAILED
 */
export async function surprisedEncoder(options: {
  readonly plain: LiveEncoder;
  readonly first: PackedEncoder;
  readonly sensor: string;
  readonly engine: Engine;
  readonly threads: number;
  readonly timing: ClipTiming;
  readonly seed: number;
  readonly log: Logger;
}): Promise<SurprisedEncoder> {
  const { plain, first, sensor, engine, threads, timing, log } = options;
  const packed = first.foresight;
  const foresight = await openBeside(plain, async () =>
    packed ? openForesight({ engine, threads, packed, timing }) : undefined,
  );
  const scale = createSurpriseScale();
  const novelty = createNoveltyScale(randomFor(options.seed, "novelty", sensor));
  let isTold = false;
  /** Whose features novelty is judged by. */
  let novelVersion = first.version;
  let following: Promise<void> = Promise.resolve();
  let isClosed = false;

  const fails = (error: unknown): undefined => {
    if (!isTold) log.warn(`${sensor}: no surprise for a frame: ${String(error)}`);
    isTold = true;
    return undefined;
  };
  const follow = async (encoder: PackedEncoder): Promise<void> => {
    const isOver = (): boolean => isClosed || plain.version !== encoder.version;
    if (isOver()) return;
    // Where the next prediction cannot be opened, the present one goes on with older weights.
    const loaded =
      foresight && encoder.foresight && (await foresight.load(encoder.foresight).catch(fails));
    if (loaded && !isOver()) {
      scale.rebase(loaded.pairs);
      loaded.switchOver();
    }
    if (novelVersion === encoder.version) return;
    const isDone = await novelty.rebase(async (sample) => {
      await pause(betweenMs);
      return isOver() ? undefined : (await plain.answer(sample)).embedding;
    });
    if (isDone) novelVersion = encoder.version;
  };

  return {
    get version() {
      return plain.version;
    },
    get step() {
      return plain.step;
    },
    get contract() {
      return plain.contract;
    },
    get isTrying() {
      return plain.isTrying;
    },
    answer: async (sample): Promise<Answer> => {
      const [answer, errors] = await Promise.all([
        plain.answer(sample),
        foresight?.look(sample).catch(fails),
      ]);
      return { ...answer, surprise: judge(sample, answer, errors) };
    },
    ahead: async (horizonMs) => foresight?.ahead(horizonMs),
    promote: async (encoder, trial) => {
      const before = plain.version;
      const report = await plain.promote(encoder, trial);
      if (plain.version !== before) following = following.then(() => follow(encoder));
      return report;
    },
    close: async () => {
      isClosed = true;
      // What follows asks for a few frames more at most.
      await following;
      await Promise.all([plain.close(), foresight?.close()]);
    },
  };

  function judge(sample: Sample, answer: Answer, errors: Float32Array | undefined): FrameSurprise {
    const judged: Surprise = errors ? scale.judge(errors) : { regions: [] };
    return {
      ...judged,
      ...(errors && { error: errors[0]! * perFullScale }),
      grid: packed?.regions,
      novelty:
        answer.version === novelVersion ? novelty.judge(sample, answer.embedding) : undefined,
      frames: scale.frames,
    };
  }
}
