import { Worker } from "node:worker_threads";
import { ReplaySubject, type Observable } from "rxjs";
import { appError, appErrorFromThread } from "../core/errors.ts";
import { workerEntry } from "../core/worker-entry.ts";
import { workerLimits } from "../core/worker-limits.ts";
import type { Sample } from "../frames/sample.ts";
import { guardExit, shutRuntime } from "../runtime/exit-guard.ts";
import type { LearnerEvent, LearnerRequest, LearnerThreadData } from "./learner-messages.ts";

/** All learners of a robot, in one thread: the main thread only hands samples over. */
export interface LearnerThread {
  /**
   * What happens in the thread. Completes after `stopped`; errs with what kept it from starting, once
   * it was ready with LEARNER_CRASHED. Holds the last 16 events for late subscribers.
   */
  readonly events: Observable<LearnerEvent>;
  /**
   * Resolves once every learner is open, with the encoders that answer until better ones are promoted.
   * Rejects as `events` errs.
   */
  ready(): Promise<ReadyEncoders>;
  /**
   * Hands a copy of a sample over. False when the thread is behind by `maxOutstanding` samples, or
   * over: then nothing was taken.
   */
  offer(sample: Sample): boolean;
  /** Part of the time that training takes from the end of the step in progress on, 0..1; 0 pauses it. */
  setDuty(duty: number): void;
  /** Says whether the encoder of a `promoted` event answers now; `refused`: why it does not. */
  decide(sensor: string, step: number, refused: readonly string[]): void;
  /** Goes on training from the checkpoint of a promoted encoder; a `rolled-back` event follows. */
  goBack(sensor: string, step: number): void;
  /** Asks for a `glimpse` event of a sensor; asked twice before it comes, it comes once. */
  glimpse(sensor: string): void;
  /**
   * Ends training after the step in progress, writes a last checkpoint, ends the thread; gives it up
   * when that takes longer than 25 s: then `events` errs with LEARNER_GIVEN_UP. Safe to call twice.
   */
  stop(): Promise<void>;
}

/** What answers at the start, and what can be gone back to. */
type ReadyEncoders = Pick<Extract<LearnerEvent, { kind: "ready" }>, "encoders" | "earlier">;

/** Samples on their way into the thread; at a few hundred kilobytes each, a few megabytes. */
const maxOutstanding = 64;
/**
 * A last checkpoint that takes longer than this is given up. The thread is niced: on a machine whose cores are
 * taken, encoding the anchors for it, a second's work, takes ten and more.
 */
const patienceMs = 25_000;
/** A thread that does not even let itself be ended is left behind after this long. */
const leaveWithinMs = 2000;

/**
 * Starts the learner thread. Errors while opening arrive as an error of `events`.
 * @param options.stopWithinMs patience at its end; absent = 25 s
 */
export function openLearnerThread(
  data: LearnerThreadData,
  { stopWithinMs = patienceMs }: { readonly stopWithinMs?: number } = {},
): LearnerThread {
  // The engine's own threads start inside this one: the process must not exit under them.
  guardExit();
  const worker = new Worker(workerEntry(import.meta.url, "learner-worker"), {
    workerData: data,
    name: "learner",
    resourceLimits: workerLimits,
  });
  const events = new ReplaySubject<LearnerEvent>(16);
  let outstanding = 0;
  let isReady = false;
  let isStopped = false;
  let isGivenUp = false;
  let isOver = false;
  const crashed = (problem: string, thrown?: unknown): void => {
    isOver = true;
    if (isReady) events.error(appError("LEARNER_CRASHED", [problem], { cause: thrown }));
    else events.error(appErrorFromThread(thrown) ?? appError("LEARNER_START_FAILED", [problem]));
  };
  const exited = new Promise<void>((resolve) => {
    worker.on("exit", (code) => {
      isOver = true;
      if (isStopped) events.complete();
      else if (isGivenUp) events.error(appError("LEARNER_GIVEN_UP", [stopWithinMs / 1000]));
      else crashed(`it left with exit code ${code}`);
      resolve();
    });
  });
  worker.on("error", (thrown) => {
    crashed(thrown instanceof Error ? thrown.message : String(thrown), thrown);
  });
  worker.on("message", (event: LearnerEvent) => {
    if (event.kind === "taken") outstanding -= 1;
    if (event.kind === "ready") isReady = true;
    if (event.kind === "stopped") isStopped = true;
    events.next(event);
  });
  const send = (request: LearnerRequest): void => {
    worker.postMessage(request);
  };
  const ready = new Promise<ReadyEncoders>((resolve, reject) => {
    events.subscribe({
      next: (event) => {
        if (event.kind === "ready") resolve(event);
      },
      error: reject,
    });
  });
  // Whoever does not wait for it hears of a failure through `events`.
  ready.catch(() => undefined);
  let stopping: Promise<void> | undefined;

  const end = async (): Promise<void> => {
    if (isOver) return;
    send({ kind: "stop" });
    let timer: NodeJS.Timeout | undefined;
    const givenUp = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        isGivenUp = true;
        // A thread that is ended while the runtime works for it would take the process along.
        shutRuntime();
        void worker.terminate();
        timer = setTimeout(resolve, leaveWithinMs);
      }, stopWithinMs);
    });
    await Promise.race([exited, givenUp]);
    clearTimeout(timer);
  };

  return {
    events: events.asObservable(),
    ready: () => ready,
    offer: (sample) => {
      if (isOver || stopping || outstanding >= maxOutstanding) return false;
      outstanding += 1;
      send({ kind: "sample", sample });
      return true;
    },
    setDuty: (duty) => {
      if (!isOver) send({ kind: "duty", duty });
    },
    glimpse: (sensor) => {
      if (!isOver) send({ kind: "glimpse", sensor });
    },
    decide: (sensor, step, refused) => {
      if (!isOver) send({ kind: "verdict", sensor, step, refused });
    },
    goBack: (sensor, step) => {
      if (!isOver) send({ kind: "go-back", sensor, step });
    },
    stop: () => (stopping ??= end()),
  };
}
