import { Worker } from "node:worker_threads";
import { appError, appErrorFromThread } from "../../core/errors.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { workerLimits } from "../../core/worker-limits.ts";
import type { WorldOptions } from "../../simulate/world-options.ts";
import type { OutgoingFrame } from "./frame-sender.ts";

/** What the simulator's thread is started with. Plain data. */
export interface SimulatorData {
  readonly world: Omit<WorldOptions, "startNs">;
  /** The sensor that each of the world's two is sent as; absent = not sent. */
  readonly sensors: Readonly<Partial<Record<"camera" | "lidar", string>>>;
  /** World seconds per real second. */
  readonly speed: number;
}

/** Main thread → simulator thread. `sent` gives room for one more frame. */
export type SimulatorRequest = "start" | "sent" | "stop";

/** Simulator thread → main thread. */
export type SimulatorMessage =
  { readonly kind: "ready" } | { readonly kind: "frame"; readonly frame: OutgoingFrame };

/** Frames on their way to the main thread; the world's sensors lose those that find no room. */
export const maxFramesInFlight = 16;

/**
 * The built-in world, drawn at its own pace in a thread of its own. The thread opens no socket: a
 * thread that is ended while it holds one of ZeroMQ's takes the whole process along.
 */
export interface SimulatorThread {
  /** Begins to play. */
  start(): void;
  /** Resolves when the world has ended, at `close()` or with the sentence why its thread failed. */
  readonly ended: Promise<string | undefined>;
  close(): Promise<void>;
}

/** A thread that does not leave within this time is ended. */
const closeWithinMs = 3000;

/**
 * @param onFrame called for every frame; the payload is the callee's
 * @throws AppError SIMULATOR_FAILED when the thread does not start
 */
export async function openSimulatorThread(
  data: SimulatorData,
  onFrame: (frame: OutgoingFrame) => Promise<void>,
): Promise<SimulatorThread> {
  const worker = new Worker(workerEntry(import.meta.url, "simulator-worker"), {
    workerData: data,
    name: "simulator",
    resourceLimits: workerLimits,
  });
  let problem: unknown;
  let closing: Promise<void> | undefined;
  const wordsOf = (error: unknown): string =>
    error instanceof Error ? error.message : String(error);
  worker.on("error", (error) => {
    problem = error;
  });
  const ended = new Promise<string | undefined>((resolve) => {
    worker.on("exit", (code) => {
      // The world has no end of its own.
      if (closing === undefined) problem ??= `its thread left with exit code ${code}`;
      resolve(problem === undefined ? undefined : `the simulator ended: ${wordsOf(problem)}`);
    });
  });
  const ask = (request: SimulatorRequest): void => {
    worker.postMessage(request);
  };
  const pass = async (frame: OutgoingFrame): Promise<void> => {
    try {
      await onFrame(frame);
    } finally {
      ask("sent");
    }
  };
  await new Promise<void>((resolve, reject) => {
    worker.on("message", (message: SimulatorMessage) => {
      if (message.kind === "ready") {
        resolve();
        return;
      }
      pass(message.frame).catch((error: unknown) => {
        problem ??= error;
        void worker.terminate();
      });
    });
    worker.once("exit", () => {
      reject(appErrorFromThread(problem) ?? appError("SIMULATOR_FAILED", [wordsOf(problem)]));
    });
  });
  return {
    start: () => {
      ask("start");
    },
    ended,
    close: () => {
      closing ??= (async () => {
        ask("stop");
        const timer = setTimeout(() => void worker.terminate(), closeWithinMs);
        await ended;
        clearTimeout(timer);
      })();
      return closing;
    },
  };
}
