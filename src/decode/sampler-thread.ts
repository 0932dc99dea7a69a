import { Worker } from "node:worker_threads";
import { appError } from "../core/errors.ts";
import { workerEntry } from "../core/worker-entry.ts";
import { workerLimits } from "../core/worker-limits.ts";
import type { FrameHeader } from "./decoder.ts";
import type { SampleReply, SampleRequest } from "./sample-worker.ts";
import type { Sampled } from "./sample-pipeline.ts";
import { checkSamplerSpec, type SamplerSpec } from "./sampler-spec.ts";

/** One decoding and three waiting keep the thread busy; more would only grow old. */
const maxOutstanding = 4;

/** The thread's JavaScript heap; pixels lie outside it and are bounded by the decoder's limits. */
const maxHeapMb = 256;

/** How long `close()` waits for calls in progress. */
const closeWithinMs = 1000;

/** A sampler that runs in a thread of its own. */
export interface SamplerThread {
  /**
   * Like `Sampler.sample`, but never works on the calling thread and takes `payload` over: do not
   * touch it again. Answers `decode-busy` at once when four calls are outstanding, `decode-crashed`
   * for the calls that a crash of the thread cost, and `decode-closed` after `close()`.
   */
  sample(payload: Uint8Array, header: FrameHeader): Promise<Sampled>;
  /** Lets the calls in progress end, for at most a second, then the thread. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a thread that decodes the payloads of one sensor. A thread that crashes is replaced when the
 * next payload comes, so that a payload which always crashes it costs frames and nothing else.
 *
 * @param entry the thread's module; another one only in tests
 * @throws AppError REGISTRY_UNKNOWN, OPTION_INVALID for a spec that makes no sense;
 *   DECODE_THREAD_FAILED when the thread does not start
 */
export async function openSamplerThread(
  spec: SamplerSpec,
  entry: URL = workerEntry(import.meta.url, "sample-worker"),
): Promise<SamplerThread> {
  checkSamplerSpec(spec);
  const pending = new Map<number, (sampled: Sampled) => void>();
  let nextId = 0;
  let worker: Worker | undefined;
  let closing: Promise<void> | undefined;
  let onIdle: () => void = () => undefined;

  const answer = (id: number, sampled: Sampled): void => {
    pending.get(id)?.(sampled);
    pending.delete(id);
    if (pending.size === 0) onIdle();
  };
  const start = (onReady: () => void, onStop: (problem: string) => void): Worker => {
    const started = new Worker(entry, {
      workerData: spec,
      name: `decode ${spec.sensor}`,
      resourceLimits: { ...workerLimits, maxOldGenerationSizeMb: maxHeapMb },
    });
    let problem = "it ended";
    started.on("message", (reply: SampleReply) => {
      if (reply === "ready") onReady();
      else answer(reply.id, reply.sampled);
    });
    started.on("error", (error) => {
      problem = error instanceof Error ? error.message : String(error);
    });
    // Comes after `error`, and alone when the thread left by itself.
    started.on("exit", () => {
      if (worker === started) worker = undefined;
      onStop(problem);
      for (const id of [...pending.keys()]) {
        answer(id, { ok: false, reason: "decode-crashed", detail: `the thread: ${problem}` });
      }
    });
    return started;
  };

  await new Promise<void>((resolve, reject) => {
    worker = start(resolve, (problem) => {
      reject(appError("DECODE_THREAD_FAILED", [spec.sensor, problem]));
    });
  });

  return {
    sample(payload, header) {
      if (closing !== undefined) return refuse("decode-closed", "the sampler is closed");
      if (pending.size >= maxOutstanding) {
        return refuse("decode-busy", `${maxOutstanding} frames are being decoded already`);
      }
      const active = (worker ??= start(ignore, ignore));
      const id = nextId++;
      const owned = ownBuffer(payload);
      const request: SampleRequest = { id, payload: owned, header };
      return new Promise((resolve) => {
        pending.set(id, resolve);
        active.postMessage(request, [owned.buffer]);
      });
    },
    close() {
      closing ??= new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, closeWithinMs);
        onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
        if (pending.size === 0) onIdle();
      }).then(async () => {
        await worker?.terminate();
      });
      return closing;
    },
  };
}

const ignore = (): void => undefined;

function refuse(reason: string, detail: string): Promise<Sampled> {
  return Promise.resolve({ ok: false, reason, detail });
}

/**
 * `payload` with a buffer of its own, which may be transferred. A view into a larger buffer would
 * take its neighbours along, and a Node.js Buffer may lie in a shared pool or in a library's memory.
 */
function ownBuffer(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = payload;
  const isWhole = payload.byteLength === buffer.byteLength && !Buffer.isBuffer(payload);
  return isWhole && buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer)
    : new Uint8Array(payload);
}
