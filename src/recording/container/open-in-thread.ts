import { Worker } from "node:worker_threads";
import { AppError, appError, errorCodes, fail } from "../../core/errors.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { workerLimits } from "../../core/worker-limits.ts";
import type { RecordedMessage, Recording } from "../recording.ts";
import type { ContainerReply, ContainerRequest, ContainerWorkerData } from "./container-worker.ts";
import type { ContainerSummary } from "./open-container.ts";

type Batch = Extract<ContainerReply, { kind: "batch" }>;

/** The summary once the thread has it. */
type Opened = { readonly summary: ContainerSummary } | { readonly error: AppError };

/**
 * Opens a recording in a thread of its own: reading, checksums and decompression stay off the caller's.
 * Holds at most two batches of some megabytes for each reader.
 *
 * @param what its path and format, for the recording and for messages
 * @throws AppError RECORDING_INVALID
 */
export async function openInThread(
  what: { readonly path: string; readonly format: string },
  data: ContainerWorkerData,
): Promise<Recording> {
  const { path, format } = what;
  const worker = new Worker(workerEntry(import.meta.url, "container-worker"), {
    workerData: data,
    name: `read ${format}`,
    resourceLimits: workerLimits,
  });
  const waiting = new Map<number, (batch: Batch | Error) => void>();
  let problem: Error | undefined;
  let hasClosed = false;
  // A function: the value changes while a reader waits, which the compiler does not see.
  const isClosed = () => hasClosed;
  let lastRead = 0;

  const opened = await new Promise<Opened>((resolve) => {
    worker.on("message", (reply: ContainerReply) => {
      if (reply.kind === "opened") resolve({ summary: reply.summary });
      else if (reply.kind === "failed") resolve({ error: errorOf(reply, path) });
      else answer(reply.read, reply);
    });
    worker.on("error", (error) => {
      problem = error instanceof Error ? error : new Error(String(error));
    });
    worker.on("exit", () => {
      const cause = problem?.message ?? "its thread ended";
      resolve({ error: appError("RECORDING_INVALID", [path, cause], { cause: problem }) });
      for (const read of [...waiting.keys()]) answer(read, problem ?? new Error(cause));
    });
  });
  if ("error" in opened) {
    await worker.terminate();
    throw opened.error;
  }
  // Nothing to wait for between two requests: a recording that nobody closes keeps no process alive.
  worker.unref();

  function answer(read: number, batch: Batch | Error): void {
    waiting.get(read)?.(batch);
    waiting.delete(read);
    if (waiting.size === 0) worker.unref();
  }
  const ask = (request: ContainerRequest): void => {
    worker.postMessage(request);
  };
  const next = (read: number): Promise<Batch | Error> =>
    new Promise((resolve) => {
      if (isClosed() || problem !== undefined) {
        resolve(problem ?? new Error("the recording is closed"));
        return;
      }
      waiting.set(read, resolve);
      worker.ref();
      ask({ kind: "next", read });
    });

  const { summary } = opened;
  const names = summary.streams.map((stream) => stream.name);

  async function* messagesOf(
    range: Parameters<Recording["messages"]>[0] & object,
  ): AsyncGenerator<RecordedMessage, void, undefined> {
    const { streams, fromNs, toNs, onDamage = () => undefined } = range;
    const read = ++lastRead;
    if (isClosed()) return;
    ask({ kind: "read", read, range: { streams, fromNs, toNs } });
    try {
      let pending = next(read);
      for (;;) {
        const batch = await pending;
        if (batch instanceof Error) {
          if (!isClosed()) onDamage(`${path}: cannot be read on (${batch.message})`);
          return;
        }
        // Asked for before this one is handed out, so that the thread works meanwhile.
        if (!batch.isLast) pending = next(read);
        for (const sentence of batch.damage) onDamage(sentence);
        for (const message of batch.messages) {
          if (isClosed()) return;
          yield message;
        }
        if (batch.isLast) return;
      }
    } finally {
      if (!isClosed()) ask({ kind: "stop", read });
    }
  }

  return {
    path,
    format,
    ...summary,
    messages(range = {}) {
      for (const name of range.streams ?? []) {
        if (!names.includes(name)) fail("RECORDING_STREAM_NOT_FOUND", name, path, names);
      }
      return messagesOf(range);
    },
    close: async () => {
      hasClosed = true;
      await worker.terminate();
    },
  };
}

function errorOf(reply: Extract<ContainerReply, { kind: "failed" }>, path: string): AppError {
  const code = errorCodes.find((known) => known === reply.code);
  if (code === undefined) return appError("RECORDING_INVALID", [path, reply.message]);
  return new AppError(code, reply.message);
}
