import { setTimeout as pause } from "node:timers/promises";
import { createDropCounter } from "../../core/drop-counter.ts";
import type { Logger } from "../../core/log.ts";
import { randomFor } from "../../core/random.ts";
import type { PackedEncoder } from "../../learn/pack-encoder.ts";
import type { Regions } from "../../learn/compile-foresight.ts";
import type { Answer, LiveEncoder } from "../live-encoder.ts";
import type { Ahead } from "./foresight.ts";
import type { FrameJudge, JudgedFrame } from "./frame-judge.ts";
import { createNoveltyScale, type Novelty } from "./novelty.ts";

/** How unexpected one frame was: what a sensor's answer carries beside its features. */
export interface FrameSurprise extends Partial<JudgedFrame> {
  readonly grid: Regions | undefined;
  readonly novelty: Novelty | undefined;
}

/** What became of the judgements of one sensor's answered frames. */
export interface JudgementCounts {
  /** Frames that were published with their judgement. */
  readonly judged: number;
  /**
   * Frames that went without: `late`, it came after they had to go; `behind`, too many were waiting;
   * `failed`, the thread was away or the prediction failed.
   */
  readonly missing: Readonly<Record<string, number>>;
}

/** A live encoder whose answers also say how surprising the frame was. */
export interface SurprisedEncoder extends LiveEncoder {
  /** Absent where nobody judges. */
  judgements(): JudgementCounts | undefined;
  /** What comes after the newest frame; undefined where nothing is predicted yet. */
  ahead(horizonMs: number): Promise<Ahead | undefined>;
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
    judgements: () => undefined,
  };
}

/** Remembered frames are encoded anew at this distance: live ones go first. */
const betweenMs = 10;

/** A frame's features wait this long for its judgement at most. */
const waitMs = 25;
const tooLate = "late";
/** A timer that does not keep the process. */
const unheld = { ref: false };

/**
 * Judges each frame while `plain` encodes it. What goes wrong with that costs the surprise of a frame, never
 * its features: it is told once.
 *
 * After a promotion, or going back, the prediction follows: the new one is loaded, its errors are compared
 * with the old ones on the last frames, and it takes over between two frames. Until then the old one
 * predicts, by its own history; nothing of it keeps the encoder waiting.
 *
 * @param options.plain answers the features; closed with this
 * @param options.judge of the first encoder's prediction, where there is one; closed with this
 */
export function surprisedEncoder(options: {
  readonly plain: LiveEncoder;
  readonly first: PackedEncoder;
  readonly judge: FrameJudge | undefined;
  readonly sensor: string;
  readonly seed: number;
  readonly log: Logger;
}): SurprisedEncoder {
  const { plain, first, judge, sensor, log } = options;
  const grid = first.foresight?.regions;
  const novelty = createNoveltyScale(randomFor(options.seed, "novelty", sensor));
  let judged = 0;
  const missing = createDropCounter();
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
    const loading = encoder.foresight && judge?.load(encoder.foresight).catch(fails);
    if (novelVersion !== encoder.version) {
      const isDone = await novelty.rebase(async (sample) => {
        await pause(betweenMs);
        return isOver() ? undefined : (await plain.answer(sample)).embedding;
      });
      if (isDone) novelVersion = encoder.version;
    }
    await loading;
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
      const judging = judge?.judge(sample).then(
        (own) => own ?? "behind",
        (error: unknown) => {
          fails(error);
          return "failed";
        },
      );
      const answer = await plain.answer(sample);
      const outcome = judging && (await Promise.race([judging, pause(waitMs, tooLate, unheld)]));
      if (typeof outcome === "string") missing.add(outcome);
      else if (outcome) judged += 1;
      const isOwn = answer.version === novelVersion;
      return {
        ...answer,
        surprise: {
          ...(typeof outcome === "object" && outcome),
          grid,
          novelty: isOwn ? novelty.judge(sample, answer.embedding) : undefined,
        },
      };
    },
    ahead: async (horizonMs) => judge?.ahead(horizonMs),
    judgements: () => judge && { judged, missing: missing.byReason() },
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
      await Promise.all([plain.close(), judge?.close()]);
    },
  };
}
