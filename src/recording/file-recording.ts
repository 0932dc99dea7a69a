import { readFile } from "node:fs/promises";
import { fail } from "../core/errors.ts";
import { readAhead } from "./read-ahead.ts";
import type { LabelTrack, RecordedMessage, RecordedStream, Recording } from "./recording.ts";

/** One file of a recording in which every message is a file of its own. */
export interface RecordedFile {
  readonly stampNs: bigint;
  readonly path: string;
}

export interface RecordedFileStream extends Omit<RecordedStream, "frameCount"> {
  /** In time order. */
  readonly files: readonly RecordedFile[];
}

interface Entry extends RecordedFile {
  readonly stream: string;
  readonly sequence: number;
}

/** Enough to hide the disk behind the decoder, and few enough to hold large scans. */
const filesAhead = 3;

/** A recording whose messages are files: reads them lazily, three ahead, in time order. */
export function createFileRecording(options: {
  readonly path: string;
  readonly format: string;
  readonly streams: readonly RecordedFileStream[];
  readonly labels: readonly LabelTrack[];
  readonly damage: readonly string[];
}): Recording {
  const { path, format, labels, damage } = options;
  const entries: readonly Entry[] = options.streams
    .flatMap(({ name, files }) => files.map((f, sequence) => ({ ...f, stream: name, sequence })))
    .sort((a, b) => (a.stampNs < b.stampNs ? -1 : a.stampNs > b.stampNs ? 1 : 0));
  const streams = options.streams.map(({ files, ...stream }) => ({
    ...stream,
    frameCount: files.length,
  }));
  let isClosed = false;

  async function* read(
    selected: readonly Entry[],
    onDamage: (sentence: string) => void,
  ): AsyncGenerator<RecordedMessage, void, undefined> {
    for await (const { entry, payload } of readAhead(selected, filesAhead, readEntry)) {
      if (isClosed) return;
      if (payload instanceof Error) {
        onDamage(`${entry.stream}: ${entry.path} cannot be read (${payload.message})`);
        continue;
      }
      const { stream, stampNs, sequence } = entry;
      yield { stream, stampNs, sequence, payload };
    }
  }

  return {
    path,
    format,
    streams,
    labels,
    startNs: entries[0]?.stampNs ?? 0n,
    endNs: entries.at(-1)?.stampNs ?? 0n,
    damage,
    messages({ streams: wanted, fromNs, toNs, onDamage = () => undefined } = {}) {
      const known = streams.map((s) => s.name);
      for (const name of wanted ?? []) {
        if (!known.includes(name)) fail("RECORDING_STREAM_NOT_FOUND", name, path, known);
      }
      const selected = entries.filter(
        ({ stream, stampNs }) =>
          (wanted?.includes(stream) ?? true) &&
          (fromNs === undefined || stampNs >= fromNs) &&
          (toNs === undefined || stampNs < toNs),
      );
      return read(selected, onDamage);
    },
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
  };
}

/** Never rejects: a file that vanished is the reader's to report, not the end of the recording. */
async function readEntry(entry: Entry): Promise<{ entry: Entry; payload: Uint8Array | Error }> {
  try {
    const bytes = await readFile(entry.path);
    return { entry, payload: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  } catch (error) {
    return { entry, payload: error instanceof Error ? error : new Error(String(error)) };
  }
}
