import { Worker } from "node:worker_threads";
import { appError } from "../../core/errors.ts";
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
  readonly fleet: string;
  readonly device: string;
  /** World seconds per real second. */
  readonly speed: number;
}

/** Simulator thread → main thread. */
export type SimulatorMessage =
  { readonly kind: "ready" } | { readonly kind: "warning"; readonly line: string };

/** The built-in world, playing in a thread of its own onto real addresses. */
export interface SimulatorThread {
  /** Resolves when the world has ended: at `close()`, or because its thread failed, which is logged. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** A thread that does not leave within this time is ended. */
const closeWithinMs = 3000;

/** Starts the world. @throws AppError SIMULATOR_FAILED when its addresses cannot be opened */
export async function openSimulatorThread(
  data: SimulatorData,
  log: Logger,
): Promise<SimulatorThread> {
  const worker = new Worker(workerEntry(import.meta.url, "simulator-worker"), {
    workerData: data,
    name: "simulator",
  });
  let problem: string | undefined;
  let isReady = false;
  worker.on("error", (error) => {
    problem = error instanceof Error ? error.message : String(error);
  });
  const ended = new Promise<void>((resolve) => {
    worker.on("exit", () => {
      if (isReady && problem !== undefined) log.error(`the simulator ended: ${problem}`);
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    worker.on("message", (message: SimulatorMessage) => {
      if (message.kind === "warning") {
        log.warn(message.line);
        return;
      }
      isReady = true;
      resolve();
    });
    worker.once("exit", () => {
      reject(appError("SIMULATOR_FAILED", [problem ?? "its thread left"]));
    });
  });
  let closing: Promise<void> | undefined;
  return {
    ended,
    close: () => {
      closing ??= (async () => {
        worker.postMessage("stop");
        const timer = setTimeout(() => void worker.terminate(), closeWithinMs);
        await ended;
        clearTimeout(timer);
      })();
      return closing;
    },
  };
}
