import { crc32 } from "node:zlib";
import { createByteCursor } from "./byte-cursor.ts";
import type { ScanOptions } from "./container-source.ts";
import {
  eachRecord,
  maxChunkHeaderBytes,
  mcapMagic,
  opcode,
  readChunkIndex,
  readChunkPlace,
  recordHeaderBytes,
  type ChunkIndex,
  type ChunkPlace,
} from "./mcap-records.ts";
import type { McapParts } from "./mcap-scan.ts";

/** The footer record's content. */
const footerBytes = 20;

/** A summary is some hundred bytes a chunk and the schemas; a day of recording stays below. */
const maxSummaryBytes = 256 * 1024 * 1024;

/** `isUsed` false: nothing was visited; `damage` says why, where there is an index that should have done. */
export interface IndexScan {
  readonly isUsed: boolean;
  readonly damage: readonly string[];
}

/**
 * Visits the messages of an MCAP file by its index, without reading a chunk. The index is not used when
 * it is absent or does not fit the file, when messages lie outside of chunks, or when some topic's bytes
 * are wanted.
 */
export function scanMcapIndex(parts: McapParts, options: ScanOptions): IndexScan {
  const { file, channels, chunks } = parts;
  const summary = readSummary(parts);
  if (typeof summary === "string") {
    return { isUsed: false, damage: summary === "" ? [] : [`${file.path}: ${summary}`] };
  }
  const { indexes, messageCount } = summary;
  const isWanted = channels.topics.map((topic) => options.wantsPayload(topic)).some(Boolean);
  if (isWanted || options.isThorough) return { isUsed: false, damage: [] };

  // Once without visiting: a file whose index breaks off half way is read record by record instead.
  const places: ChunkPlace[] = [];
  const count = (visit: Visit): number | undefined => {
    let total = 0;
    for (const [block, index] of indexes.entries()) {
      const place = chunkPlace(parts, index);
      const visited = place && eachIndexed(parts, index, block, visit);
      if (place === undefined || visited === undefined) return undefined;
      places[block] = place;
      total += visited;
    }
    return total;
  };
  if (count(() => undefined) !== messageCount) return { isUsed: false, damage: [] };
  chunks.push(...places);
  count((message) => {
    options.visit(message);
  });
  return { isUsed: true, damage: [] };
}

type Visit = ScanOptions["visit"];

function chunkPlace({ file }: McapParts, index: ChunkIndex): ChunkPlace | undefined {
  const start = index.chunkStart + recordHeaderBytes;
  const place = readChunkPlace(file.read(start, maxChunkHeaderBytes), start);
  const end = index.chunkStart + index.chunkLength;
  return place !== undefined && place.start + place.storedBytes <= end ? place : undefined;
}

/** Visits the messages of one chunk; undefined when its message indexes are not whole. */
function eachIndexed(
  { file, channels }: McapParts,
  index: ChunkIndex,
  block: number,
  visit: Visit,
): number | undefined {
  const end = index.chunkStart + index.chunkLength;
  const bytes = file.read(end, index.messageIndexLength);
  let isSound = bytes.length === index.messageIndexLength;
  let total = 0;
  const { isWhole } = eachRecord(bytes, (op, content) => {
    if (op !== opcode.messageIndex) return;
    const cursor = createByteCursor(content);
    const topic = channels.topicOf(cursor.uint16());
    const entries = cursor.uint32() / 16;
    if (topic === undefined || entries * 16 > cursor.remaining) {
      isSound = false;
      return;
    }
    for (let i = 0; i < entries; i++) {
      const stampNs = cursor.int64();
      visit({ topic, stampNs, block, offset: cursor.uint64(), payload: undefined });
    }
    total += entries;
  });
  return isWhole && isSound ? total : undefined;
}

interface Summary {
  readonly indexes: readonly ChunkIndex[];
  readonly messageCount: number;
}

/** The summary, or why there is none; an empty sentence where it is nobody's fault. */
function readSummary({ file, channels }: McapParts): Summary | string {
  const tailBytes = recordHeaderBytes + footerBytes + mcapMagic.length;
  const tailStart = file.sizeBytes - tailBytes;
  if (tailStart < mcapMagic.length) return "";
  const tail = Uint8Array.from(file.read(tailStart, tailBytes));
  const isEnd = Buffer.compare(tail.subarray(-mcapMagic.length), mcapMagic) === 0;
  // The scan of all records says what is missing of a file that was cut.
  if (tail[0] !== opcode.footer || !isEnd) return "";
  const footer = createByteCursor(tail, recordHeaderBytes);
  const summaryStart = footer.uint64();
  footer.uint64();
  const crc = footer.uint32();
  const length = tailStart - summaryStart;
  if (summaryStart === 0) return "";
  if (length <= 0 || length > maxSummaryBytes) return "its index lies outside of the file";
  const bytes = Uint8Array.from(file.read(summaryStart, length));
  // The checksum covers the footer up to itself.
  const covered = tail.subarray(0, recordHeaderBytes + footerBytes - 4);
  if (crc !== 0 && crc32(covered, crc32(bytes)) !== crc)
    return "the checksum of its index is wrong";
  const indexes: ChunkIndex[] = [];
  let messageCount: number | undefined;
  const unsound: number[] = [];
  eachRecord(bytes, (op, content) => {
    if (op === opcode.schema) channels.addSchema(content);
    else if (op === opcode.channel) channels.addChannel(content);
    else if (op === opcode.statistics) messageCount = createByteCursor(content).uint64();
    else if (op === opcode.chunkIndex) {
      const index = readChunkIndex(content);
      if (index === undefined || index.messageIndexLength > file.sizeBytes) unsound.push(op);
      else indexes.push(index);
    }
  });
  if (unsound.length > 0) return "its index is damaged";
  return messageCount === undefined ? "" : { indexes, messageCount };
}
