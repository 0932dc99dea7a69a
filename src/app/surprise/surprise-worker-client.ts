import { Worker } from "node:worker_threads";
import { appError } from "../../core/errors.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { workerLimits } from "../../core/worker-limits.ts";
import { guardExit, shutRuntime } from "../../runtime/exit-guard.ts";
import type {
  SurpriseCall,
  SurpriseReply,
  SurpriseRequest,
  SurpriseThreadData,
} from "./surprise-messages.ts";

/** One life of the surprise thread. */
export interface SurpriseWorker {
  /** @throws AppError SURPRISE_FAILED where the judge does, and for every call once the thread is over */
  call(sensor: string, request: SurpriseRequest): Promise<unknown>;
  /** Whether it ended by itself or was closed. */
  readonly isOver: boolean;
  /** Resolves when it is over, with the reason; never rejects. */
  readonly ended: Promise<string>;
  /** Ends it after the calls in progress; gives it up after five seconds. Safe to call twice. */
  close(): Promise<void>;
}

const closeWithinMs = 5000;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the thread; what keeps it from starting ends it. */
export function startSurpriseWorker(data: SurpriseThreadData): SurpriseWorker {
  // The engine's own threads start inside this one: the process must not exit under them.
  guardExit();
  const worker = new Worker(workerEntry(import.meta.url, "surprise-worker"), {
    workerData: data,
    name: "surprise",
    resourceLimits: workerLimits,
  });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let problem: string | undefined;
  let closing: Promise<void> | undefined;

  worker.on("message", ({ id, result, problem: why }: SurpriseReply) => {
    const own = waiting.get(id);
    waiting.delete(id);
    if (why === undefined) own?.resolve(result);
    else own?.reject(appError("SURPRISE_FAILED", [why]));
  });
  worker.on("error", (error) => {
    problem ??= error instanceof Error ? error.message : String(error);
  });
  const ended = new Promise<string>((resolve) => {
    worker.on("exit", (code) => {
      problem ??= `its thread ended with exit code ${code}`;
      for (const { reject } of waiting.values()) reject(appError("SURPRISE_FAILED", [problem]));
      waiting.clear();
      resolve(problem);
    });
  });
  const ask = (sensor: string, request?: SurpriseRequest): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = (lastId += 1);
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, sensor, request } satisfies SurpriseCall);
    });
  const end = async (): Promise<void> => {
    const asked = problem === undefined ? ask("").catch(() => undefined) : undefined;
    problem ??= "it is closed";
    const timer = setTimeout(() => {
      // A thread that is ended while the runtime works for it would take the process along.
      shutRuntime();
      void worker.terminate();
    }, closeWithinMs);
    await asked;
    await ended;
    clearTimeout(timer);
  };

  return {
    call: async (sensor, request) => {
      if (problem !== undefined) throw appError("SURPRISE_FAILED", [problem]);
      return ask(sensor, request);
    },
    get isOver() {
      return problem !== undefined;
    },
    ended,
    close: () => (closing ??= end()),
  };
}
