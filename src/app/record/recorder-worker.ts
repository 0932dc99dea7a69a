import { parentPort, workerData } from "node:worker_threads";
import { compress as compressZstd, isLoaded as zstdLoaded } from "@foxglove/wasm-zstd";
import { boundExternalMemory } from "../../core/external-memory.ts";
import { McapFileWriter } from "../../recording/write/mcap-file-writer.ts";
import { recordedChannel, type RecordedChannel } from "./recorded-channel.ts";

/** What the thread is started with. */
export interface RecorderData {
  readonly path: string;
  readonly chunkBytes: number;
  readonly syncsChunks: boolean;
  readonly isCompressed: boolean;
}

/** One message to record. */
export interface RecordRequest {
  readonly topic: string;
  /** Undefined: bare bytes. */
  readonly encoding: string | undefined;
  readonly contentType: string | undefined;
  readonly sequence: number;
  readonly logNs: bigint;
  readonly stampNs: bigint;
  readonly payload: Uint8Array;
}

/** To the main thread: `ready` or `failed`; `taken` for each message; `ended` at the end. */
export type RecorderReply =
  | { readonly kind: "ready" }
  | { readonly kind: "taken"; readonly bytes: number }
  | { readonly kind: "failed"; readonly code: string; readonly message: string }
  | { readonly kind: "ended"; readonly sizeBytes: number; readonly chunks: number };

/** However slow a topic is, its messages are in the file after this long. */
const flushEveryMs = 1000;

async function record(port: NonNullable<typeof parentPort>, data: RecorderData): Promise<void> {
  const say = (reply: RecorderReply) => {
    port.postMessage(reply);
  };
  const { path, isCompressed, ...options } = data;
  if (isCompressed) await zstdLoaded;
  const compress = (records: Uint8Array) => ({
    compression: "zstd",
    data: compressZstd(records, 1),
  });
  let writer: McapFileWriter | undefined;
  const stop = (error: unknown): void => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    say({ kind: "failed", code, message: error instanceof Error ? error.message : String(error) });
    writer?.close();
    writer = undefined;
    port.close();
    clearInterval(timer);
  };
  const timer = setInterval(() => {
    try {
      writer?.flush();
    } catch (error) {
      stop(error);
    }
  }, flushEveryMs);
  try {
    writer = new McapFileWriter(path, {
      ...options,
      compress: isCompressed ? compress : undefined,
    });
  } catch (error) {
    stop(error);
    return;
  }

  const channels = new Map<string, { readonly id: number; readonly how: RecordedChannel }>();
  const take = async (request: RecordRequest): Promise<void> => {
    const { topic, encoding = "", contentType = "", payload, stampNs } = request;
    const key = JSON.stringify([topic, encoding]);
    let known = channels.get(key);
    if (known === undefined) {
      const how = recordedChannel(encoding);
      const metadata = new Map(contentType === "" ? [] : [["contentType", contentType]]);
      const id = writer?.addChannel({ ...how.channel, topic, metadata }) ?? 0;
      channels.set(key, (known = { id, how }));
    }
    const bytes = await known.how.wrap(payload, { topic, stampNs });
    const { sequence, logNs } = request;
    writer?.add({ channel: known.id, sequence, logNs, publishNs: stampNs, data: bytes });
    say({ kind: "taken", bytes: payload.length });
  };

  // One after the other: wrapping may take a turn of the loop, and order is what a recording is for.
  let last: Promise<void> = Promise.resolve();
  port.on("message", (request: RecordRequest | "end") => {
    last = last.then(async () => {
      if (writer === undefined) return;
      try {
        if (request !== "end") {
          await take(request);
          return;
        }
        writer.end();
        clearInterval(timer);
        say({ kind: "ended", sizeBytes: writer.sizeBytes, chunks: writer.chunks });
        port.close();
      } catch (error) {
        stop(error);
      }
    });
  });
  say({ kind: "ready" });
}

if (parentPort !== null) {
  boundExternalMemory();
  await record(parentPort, workerData as RecorderData);
}
