import { Worker } from "node:worker_threads";
import { appError } from "../../core/errors.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { workerLimits } from "../../core/worker-limits.ts";
import type { ClipTiming } from "../../learn/batch/draw-clip.ts";
import type { PackedForesight } from "../../learn/pack-foresight.ts";
import { guardExit, shutRuntime } from "../../runtime/exit-guard.ts";
import type { Ahead } from "./foresight.ts";
import type { FrameJudge, JudgedFrame } from "./frame-judge.ts";
import type {
  SurpriseCall,
  SurpriseReply,
  SurpriseRequest,
  SurpriseThreadData,
} from "./surprise-messages.ts";

/** The judges of all sensors, in one thread: the event loop hands frames over and gets a few numbers back. */
export interface SurpriseThread {
  /**
   * Opens a sensor's judge; the first one starts the thread.
   * @throws AppError SURPRISE_FAILED
   */
  open(
    sensor: string,
    options: { readonly packed: PackedForesight; readonly timing: ClipTiming },
  ): Promise<FrameJudge>;
  /** Ends the thread after the calls in progress; gives it up after five seconds. */
  close(): Promise<void>;
}

/** Frames of a sensor on their way; a thread that is behind gets no more. */
const mostWaiting = 4;
const closeWithinMs = 5000;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Calls of a thread that ended are rejected. */
export function surpriseThread(data: SurpriseThreadData): SurpriseThread {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let started: { readonly worker: Worker; readonly exited: Promise<void> } | undefined;
  let problem: string | undefined;

  const start = (): NonNullable<typeof started> => {
    // The engine's own threads start inside this one: the process must not exit under them.
    guardExit();
    const worker = new Worker(workerEntry(import.meta.url, "surprise-worker"), {
      workerData: data,
      name: "surprise",
      resourceLimits: workerLimits,
    });
    worker.on("message", ({ id, result, problem: why }: SurpriseReply) => {
      const own = waiting.get(id);
      waiting.delete(id);
      if (why === undefined) own?.resolve(result);
      else own?.reject(appError("SURPRISE_FAILED", [why]));
    });
    worker.on("error", (error) => {
      problem ??= error instanceof Error ? error.message : String(error);
    });
    const exited = new Promise<void>((resolve) => {
      worker.on("exit", (code) => {
        problem ??= `its thread ended with exit code ${code}`;
        for (const { reject } of waiting.values()) reject(appError("SURPRISE_FAILED", [problem]));
        waiting.clear();
        resolve();
      });
    });
    return { worker, exited };
  };
  const call = async (sensor: string, request?: SurpriseRequest): Promise<unknown> => {
    if (problem !== undefined) throw appError("SURPRISE_FAILED", [problem]);
    const { worker } = (started ??= start());
    const id = (lastId += 1);
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, sensor, request } satisfies SurpriseCall);
    });
  };

  return {
    open: async (sensor, options) => {
      await call(sensor, { kind: "open", ...options });
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
          await call(sensor, { kind: "load", packed });
        },
        // With the thread.
        close: () => Promise.resolve(),
      };
    },
    close: async () => {
      if (!started) return;
      const { worker, exited } = started;
      const isAsked = problem === undefined;
      const asked = call("").catch(() => undefined);
      problem ??= "it is closed";
      const timer = setTimeout(() => {
        // A thread that is ended while the runtime works for it would take the process along.
        shutRuntime();
        void worker.terminate();
      }, closeWithinMs);
      if (isAsked) await asked;
      await exited;
      clearTimeout(timer);
    },
  };
}
