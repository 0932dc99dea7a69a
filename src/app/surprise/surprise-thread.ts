import { setTimeout as pause } from "node:timers/promises";
import { appError } from "../../core/errors.ts";
import type { ClipTiming } from "../../learn/batch/draw-clip.ts";
import type { PackedForesight } from "../../learn/pack-foresight.ts";
import type { Ahead } from "./foresight.ts";
import type { FrameJudge, JudgedFrame } from "./frame-judge.ts";
import type { SurpriseRequest, SurpriseThreadData } from "./surprise-messages.ts";
import { startSurpriseWorker, type SurpriseWorker } from "./surprise-worker-client.ts";

/** The judges of all sensors, in one thread: the event loop hands frames over and gets a few numbers back. */
export interface SurpriseThread {
  /**
   * Opens a sensor's judge; the first one starts the thread.
   * @throws AppError SURPRISE_FAILED
   */
  open(sensor: string, options: JudgeOptions): Promise<FrameJudge>;
  /** Ends the thread after the calls in progress; gives it up after five seconds. */
  close(): Promise<void>;
}

interface JudgeOptions {
  readonly packed: PackedForesight;
  readonly timing: ClipTiming;
}

export interface SurpriseThreadOptions extends SurpriseThreadData {
  /** Told when the thread ended and will be started again, and when it is back. */
  readonly onTrouble: (sentence: string) => void;
  /** It ended too often: nobody judges any more. */
  readonly onEnd: (sentence: string) => void;
  /** Before the first restart; the next ones wait twice as long each. */
  readonly restartMs?: number | undefined;
}

/** Frames of a sensor on their way; a thread that is behind gets no more. */
const mostWaiting = 4;
/** A thread that ends more often than this in one run is left alone. */
const mostRestarts = 3;

/**
 * A thread that ends is started again with the predictions that were loaded last, and judges by a new history;
 * calls meanwhile are rejected. After three times it stays away.
 */
export function surpriseThread(options: SurpriseThreadOptions): SurpriseThread {
  const { engine, threads, onTrouble, onEnd, restartMs = 1000 } = options;
  /** What is open, with the newest prediction. */
  const judges = new Map<string, JudgeOptions>();
  let worker: SurpriseWorker | undefined;
  let problem: string | undefined;
  let restarts = 0;
  let closing: Promise<void> | undefined;

  const start = (): SurpriseWorker => {
    const started = startSurpriseWorker({ engine, threads });
    void started.ended.then((why) => (closing ? undefined : restart(why)));
    return started;
  };
  const giveUp = (why: string): void => {
    problem = why;
    onEnd(appError("SURPRISE_FAILED", [why]).message);
  };
  const restart = async (why: string): Promise<void> => {
    worker = undefined;
    problem = why;
    if (restarts === mostRestarts) {
      giveUp(`${why}, for the ${mostRestarts + 1}th time; until the next start it stays away`);
      return;
    }
    restarts += 1;
    onTrouble(`the thread that judges frames ended and is started again: ${why}`);
    await pause(restartMs * 2 ** (restarts - 1), undefined, { ref: false });
    if (closing) return;
    const next = start();
    worker = next;
    try {
      for (const [sensor, own] of judges) await next.call(sensor, { kind: "open", ...own });
    } catch (error) {
      // Where it ended once more, that is another restart's to see to.
      if (next.isOver) return;
      giveUp(error instanceof Error ? error.message : String(error));
      return;
    }
    problem = undefined;
    onTrouble("frames are judged again, by a new history");
  };
  const call = async (sensor: string, request: SurpriseRequest): Promise<unknown> => {
    if (problem !== undefined || closing) {
      throw appError("SURPRISE_FAILED", [problem ?? "it is closed"]);
    }
    return (worker ??= start()).call(sensor, request);
  };

  return {
    open: async (sensor, own) => {
      await call(sensor, { kind: "open", ...own });
      judges.set(sensor, own);
      let judged = 0;
      return {
        judge: async (sample) => {
          if (judged >= mostWaiting) return undefined;
          judged += 1;
          try {
            // The worker answers each request with its own kind of result.
            return (await call(sensor, { kind: "judge", sample })) as JudgedFrame;
          } finally {
            judged -= 1;
          }
        },
        ahead: async (horizonMs) =>
          (await call(sensor, { kind: "ahead", horizonMs })) as Ahead | undefined,
        load: async (packed) => {
          // First: a thread that is started anew meanwhile starts with it.
          judges.set(sensor, { ...own, packed });
          await call(sensor, { kind: "load", packed });
        },
        // With the thread.
        close: () => Promise.resolve(),
      };
    },
    close: () => (closing ??= worker?.close() ?? Promise.resolve()),
  };
}
