import { stat } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { appError, fail } from "../../core/errors.ts";
import { createDropCounter } from "../../core/drop-counter.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { workerLimits } from "../../core/worker-limits.ts";
import type { RecorderData, RecorderReply, RecordRequest } from "./recorder-worker.ts";

/** Messages on their way to the recorder's thread; more are dropped, so that a slow disk costs no memory. */
const maxWaitingBytes = 64 * 1024 * 1024;

/** Writes messages to an MCAP file from a thread of its own. */
export interface Recorder {
  /**
   * Hands one message over, copied. Never waits and never throws: false when it was dropped, because
   * the disk is slow (`recorder-busy`) or recording has stopped (`recorder-stopped`).
   */
  write(message: RecordRequest): boolean;
  readonly dropped: Readonly<Record<string, number>>;
  /** Resolves with a sentence when recording stops by itself: the disk is full, the file is gone. */
  readonly stopped: Promise<string>;
  /** Writes what was handed over and the index. Undefined when recording had stopped before. */
  close(): Promise<{ readonly sizeBytes: number; readonly chunks: number } | undefined>;
}

/**
 * Starts recording to a new file.
 * @throws AppError RECORDING_EXISTS when there is such a file; RECORDING_WRITE_FAILED
 */
export async function openRecorder(data: RecorderData): Promise<Recorder> {
  const { path } = data;
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isFile() === true || existing?.isDirectory() === true)
    fail("RECORDING_EXISTS", path);
  const worker = new Worker(workerEntry(import.meta.url, "recorder-worker"), {
    workerData: data,
    name: "record",
    resourceLimits: workerLimits,
  });
  const dropped = createDropCounter();
  let waitingBytes = 0;
  let problem: string | undefined;
  let closing: ReturnType<Recorder["close"]> | undefined;
  let tellStopped: (sentence: string) => void = () => undefined;
  let tellEnded: (ended: Awaited<ReturnType<Recorder["close"]>>) => void = () => undefined;
  const stopped = new Promise<string>((resolve) => (tellStopped = resolve));
  const ended = new Promise<Awaited<ReturnType<Recorder["close"]>>>(
    (resolve) => (tellEnded = resolve),
  );

  const stop = (sentence: string): void => {
    problem ??= sentence;
    tellStopped(problem);
    tellEnded(undefined);
  };
  await new Promise<void>((resolve, reject) => {
    worker.on("message", (reply: RecorderReply) => {
      if (reply.kind === "ready") resolve();
      else if (reply.kind === "taken") waitingBytes -= reply.bytes;
      else if (reply.kind === "ended") tellEnded(reply);
      else {
        const why = reply.code === "ENOSPC" ? "the disk is full" : reply.message;
        stop(why);
        reject(appError("RECORDING_WRITE_FAILED", [path, why]));
      }
    });
    worker.on("error", (error) => {
      stop(error instanceof Error ? error.message : String(error));
    });
    worker.on("exit", () => {
      stop("its thread ended");
      reject(appError("RECORDING_WRITE_FAILED", [path, problem ?? "its thread ended"]));
    });
  });

  return {
    stopped,
    get dropped() {
      return dropped.byReason();
    },
    write(message) {
      if (problem !== undefined || closing !== undefined) {
        dropped.add("recorder-stopped");
        return false;
      }
      if (waitingBytes + message.payload.length > maxWaitingBytes) {
        dropped.add("recorder-busy");
        return false;
      }
      waitingBytes += message.payload.length;
      // A copy, because other observers of the transport share the payload.
      const payload = new Uint8Array(message.payload);
      worker.postMessage({ ...message, payload }, [payload.buffer]);
      return true;
    },
    close() {
      closing ??= (async () => {
        if (problem === undefined) worker.postMessage("end");
        const result = await ended;
        await worker.terminate();
        return result;
      })();
      return closing;
    },
  };
}
