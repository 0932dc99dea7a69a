import { Worker } from "node:worker_threads";
import { appError, appErrorFromThread } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import type { WorldOptions } from "../../simulate/world-options.ts";
import type { SendTarget } from "./frame-sender.ts";

/** What the simulator's thread is started with. Plain data. */
export interface SimulatorData {
  readonly world: Omit<WorldOptions, "startNs">;
  /** The sensor that each of the world's two is sent as; absent = not sent. */
  readonly sensors: Readonly<Partial<Record<"camera" | "lidar", string>>>;
  readonly targets: readonly SendTarget[];
  /** Topics by sensor. */
  readonly topics: Readonly<Record<string, string>>;
  readonly fleet: string;
  readonly device: string;
  /** World seconds per real second. */
  readonly speed: number;
}

/** Main thread → simulator thread. */
export type SimulatorRequest = "start" | "stop";

/** Simulator thread → main thread. */
export type SimulatorMessage =
  { readonly kind: "ready" } | { readonly kind: "warning"; readonly line: string };

/** The built-in world, playing in a thread of its own onto real addresses. */
export interface SimulatorThread {
  /** Begins to play; until then its addresses are open and silent. */
  start(): void;
  /** Resolves when the world has ended, at `close()` or with the sentence why its thread failed. */
  readonly ended: Promise<string | undefined>;
  close(): Promise<void>;
}

/** A thread that does not leave within this time is ended. */
const closeWithinMs = 3000;

/**
 * Opens the world's addresses in its thread.
 * @throws AppError TRANSPORT_…, naming the address; SIMULATOR_FAILED when the thread does not start
 */
export async function openSimulatorThread(
  data: SimulatorData,
  log: Logger,
): Promise<SimulatorThread> {
  const worker = new Worker(workerEntry(import.meta.url, "simulator-worker"), {
    workerData: data,
    name: "simulator",
  });
  let thrown: unknown;
  const problemOf = (error: unknown): string =>
    error instanceof Error ? error.message : String(error);
  worker.on("error", (error) => {
    thrown = error;
  });
  const ended = new Promise<string | undefined>((resolve) => {
    worker.on("exit", () => {
      resolve(thrown === undefined ? undefined : `the simulator ended: ${problemOf(thrown)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    worker.on("message", (message: SimulatorMessage) => {
      if (message.kind === "warning") {
        log.warn(message.line);
        return;
      }
      resolve();
    });
    worker.once("exit", () => {
      const problem = thrown === undefined ? "its thread left" : problemOf(thrown);
      reject(appErrorFromThread(thrown) ?? appError("SIMULATOR_FAILED", [problem]));
    });
  });
  const ask = (request: SimulatorRequest): void => {
    worker.postMessage(request);
  };
  let closing: Promise<void> | undefined;
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
