import { Worker } from "node:worker_threads";
import { Observable, ReplaySubject } from "rxjs";
import { appError } from "../core/errors.ts";
import { workerEntry } from "../core/worker-entry.ts";
import type { Sample } from "../frames/sample.ts";
import { guardExit, shutRuntime } from "../runtime/exit-guard.ts";
import type { LearnerEvent, LearnerRequest, LearnerThreadData } from "./learner-messages.ts";

/** All learners of a robot, in one thread: the main thread only hands samples over. */
export interface LearnerThread {
  /**
   * What happens in the thread; the first event is `ready`. Completes after `stopped`; errs with
   * LEARNER_CRASHED. Holds the last 16 events for late subscribers.
   */
  readonly events: Observable<LearnerEvent>;
  /**
   * Hands a copy of a sample over. False when the thread is behind by `maxOutstanding` samples: then
   * nothing was taken.
   */
  offer(sample: Sample): boolean;
  /** Ends training after the step in progress, writes a last checkpoint, ends the thread. */
  stop(): Promise<void>;
}

/** Samples on their way into the thread; at a few hundred kilobytes each, a few megabytes. */
const maxOutstanding = 64;
/** A last checkpoint that takes longer than this is given up. */
const stopWithinMs = 10_000;

/** Starts the learner thread. Errors while opening arrive as an error of `events`. */
export function openLearnerThread(data: LearnerThreadData): LearnerThread {
  // The engine's own threads start inside this one: the process must not exit under them.
  guardExit();
  const worker = new Worker(workerEntry(import.meta.url, "learner-worker"), {
    workerData: data,
    name: "learner",
  });
  const events = new ReplaySubject<LearnerEvent>(16);
  let outstanding = 0;
  let isStopped = false;
  let isOver = false;
  const exited = new Promise<void>((resolve) => {
    worker.on("exit", (code) => {
      isOver = true;
      if (isStopped) events.complete();
      else events.error(appError("LEARNER_CRASHED", [`exit code ${code}`]));
      resolve();
    });
  });
  worker.on("error", (cause) => {
    isOver = true;
    const problem = cause instanceof Error ? cause.message : String(cause);
    events.error(appError("LEARNER_CRASHED", [problem], { cause }));
  });
  worker.on("message", (event: LearnerEvent) => {
    if (event.kind === "taken") {
      outstanding -= 1;
      return;
    }
    if (event.kind === "stopped") isStopped = true;
    events.next(event);
  });
  const send = (request: LearnerRequest): void => {
    worker.postMessage(request);
  };
  let stopping: Promise<void> | undefined;

  return {
    events: events.asObservable(),
    offer: (sample) => {
      if (isOver || stopping || outstanding >= maxOutstanding) return false;
      outstanding += 1;
      send({ kind: "sample", sample });
      return true;
    },
    stop: () => {
      stopping ??= (async () => {
        if (isOver) return;
        send({ kind: "stop" });
        const timer = setTimeout(() => {
          shutRuntime();
          void worker.terminate();
        }, stopWithinMs);
        await exited;
        clearTimeout(timer);
      })();
      return stopping;
    },
  };
}
