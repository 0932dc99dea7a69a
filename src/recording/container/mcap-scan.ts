import type { ScanOptions } from "./container-source.ts";
import {
  eachRecord,
  maxChunkHeaderBytes,
  mcapMagic,
  messageHeaderBytes,
  noChunk,
  opcode,
  readChunkPlace,
  readMessageHeader,
  recordHeaderBytes,
  type ChunkPlace,
  type createChannelTable,
} from "./mcap-records.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

/** What both ways of scanning work on. `chunks` is filled by them. */
export interface McapParts {
  readonly file: RandomAccessFile;
  readonly channels: ReturnType<typeof createChannelTable>;
  readonly chunks: ChunkPlace[];
  /** A chunk's records, or a sentence why there are none. */
  readonly load: (chunk: ChunkPlace) => Uint8Array | string;
}

/** Schemas and channels are small; a larger one is damage. */
const maxSchemaBytes = 16 * 1024 * 1024;

/** A message outside of chunks may be as large as a frame may. */
const maxMessageBytes = 256 * 1024 * 1024;

/**
 * Reads every record of an MCAP file in turn. What is whole is visited, also of a file that was cut:
 * a recorder that was killed leaves no index and half a chunk.
 */
export function scanMcapRecords(parts: McapParts, options: ScanOptions): readonly string[] {
  const { file, channels, chunks, load } = parts;
  const wants = new Map<number, boolean>();
  let strangers = 0;
  let lostChunks = 0;
  let firstLoss = "";
  let hasEnd = false;

  const visitMessage = (content: Uint8Array, block: number, offset: number): void => {
    const header = readMessageHeader(content);
    const topic = header && channels.topicOf(header.channel);
    if (header === undefined || topic === undefined) {
      strangers++;
      return;
    }
    let isWanted = wants.get(topic);
    if (isWanted === undefined) {
      isWanted = options.wantsPayload(channels.topics[topic]!);
      wants.set(topic, isWanted);
    }
    const payload = isWanted ? content.subarray(messageHeaderBytes) : undefined;
    options.visit({ topic, stampNs: header.stampNs, block, offset, payload });
  };
  const visitRecords = (records: Uint8Array, block: number): boolean =>
    eachRecord(records, (op, content, start) => {
      if (op === opcode.schema) channels.addSchema(content);
      else if (op === opcode.channel) channels.addChannel(content);
      else if (op === opcode.message) visitMessage(content, block, start - recordHeaderBytes);
    }).isWhole;
  const lose = (why: string): void => {
    lostChunks++;
    firstLoss ||= why;
  };
  const visitChunk = (place: ChunkPlace, recordEnd: number): void => {
    const end = Math.min(recordEnd, file.sizeBytes);
    const isCut = place.start + place.storedBytes > end;
    if (isCut && place.compression !== "") {
      lose("lies in a compressed chunk that is cut off");
      return;
    }
    // Of a plain chunk that is cut the messages before the cut are whole; its checksum says nothing.
    const storedBytes = Math.max(0, end - place.start);
    const kept = isCut ? { ...place, storedBytes, fullBytes: storedBytes, crc: 0 } : place;
    const block = chunks.push(kept) - 1;
    const records = load(kept);
    if (typeof records === "string") lose(records);
    else if (!visitRecords(records, block)) lose("lies in a chunk whose last record is cut off");
  };

  let at = mcapMagic.length;
  let lostFrom: number | undefined;
  while (at < file.sizeBytes && !hasEnd) {
    const header = file.read(at, recordHeaderBytes);
    const op = header[0]!;
    const length =
      header.length < recordHeaderBytes
        ? Infinity
        : Number(new DataView(header.buffer, header.byteOffset).getBigUint64(1, true));
    const start = at + recordHeaderBytes;
    if (op === opcode.chunk) {
      const place = readChunkPlace(file.read(start, Math.min(length, maxChunkHeaderBytes)), start);
      if (place !== undefined) visitChunk(place, start + length);
      else lose("lies in a chunk whose header is damaged");
    }
    if (start + length > file.sizeBytes) {
      lostFrom = at;
      break;
    }
    if (op === opcode.dataEnd || op === opcode.footer) hasEnd = true;
    else if (op === opcode.message && length <= maxMessageBytes) {
      visitMessage(file.read(start, length), noChunk, at);
    } else if (op === opcode.schema && length <= maxSchemaBytes) {
      channels.addSchema(file.read(start, length));
    } else if (op === opcode.channel && length <= maxSchemaBytes) {
      channels.addChannel(file.read(start, length));
    }
    at = start + length;
  }

  const damage: string[] = [];
  const lost = lostFrom === undefined ? 0 : file.sizeBytes - lostFrom;
  if (!hasEnd) {
    damage.push(
      lost > 0
        ? `${file.path}: cut off; the last ${lost} of ${file.sizeBytes} bytes hold no whole record`
        : `${file.path}: cut off after a whole record, at byte ${file.sizeBytes}; there is no index`,
    );
  } else if (
    Buffer.compare(file.read(file.sizeBytes - mcapMagic.length, mcapMagic.length), mcapMagic) !== 0
  ) {
    damage.push(`${file.path}: cut off behind its data; all messages are there, the index is not`);
  }
  if (lostChunks > 0) {
    damage.push(
      `${file.path}: ${lostChunks} chunk(s) not whole: the first message lost ${firstLoss}`,
    );
  }
  if (strangers > 0) {
    damage.push(`${file.path}: ${strangers} message(s) of channels that are nowhere announced`);
  }
  return damage;
}
