import { createByteCursor, type ByteCursor } from "./byte-cursor.ts";
import type { ContainerTopic } from "./container-source.ts";

/** The first and the last eight bytes of every MCAP file. */
export const mcapMagic = Buffer.from([0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a]);

/** Opcode and length, in front of every record. */
export const recordHeaderBytes = 9;

export const opcode = {
  header: 1,
  footer: 2,
  schema: 3,
  channel: 4,
  message: 5,
  chunk: 6,
  messageIndex: 7,
  chunkIndex: 8,
  statistics: 11,
  dataEnd: 15,
} as const;

/** Channel, sequence, log time and publish time, in front of a message's bytes. */
export const messageHeaderBytes = 22;

/** The block number of messages that lie in the file itself and in no chunk. */
export const noChunk = 0xffff_ffff;

/** One chunk: where its compressed records lie in the file. */
export interface ChunkPlace {
  /** Of the compressed records, in the file. */
  readonly start: number;
  readonly storedBytes: number;
  readonly fullBytes: number;
  readonly compression: string;
  /** 0 where the writer made none. */
  readonly crc: number;
}

/** The fields of a chunk record before its compressed records take at most this much. */
export const maxChunkHeaderBytes = 128;

/**
 * Reads the front of a chunk record.
 * @param content the first bytes of the record after its header
 * @param contentStart where they lie in the file
 */
export function readChunkPlace(content: Uint8Array, contentStart: number): ChunkPlace | undefined {
  const cursor = createByteCursor(content);
  cursor.bytes(16); // Start and end time.
  const fullBytes = cursor.uint64();
  const crc = cursor.uint32();
  const compression = cursor.string();
  const storedBytes = cursor.uint64();
  if (cursor.isShort) return undefined;
  return { start: contentStart + cursor.position, storedBytes, fullBytes, compression, crc };
}

/** One entry of the summary that says where a chunk and its message indexes lie. */
export interface ChunkIndex {
  readonly chunkStart: number;
  readonly chunkLength: number;
  readonly messageIndexLength: number;
}

export function readChunkIndex(content: Uint8Array): ChunkIndex | undefined {
  const cursor = createByteCursor(content);
  cursor.bytes(16);
  const chunkStart = cursor.uint64();
  const chunkLength = cursor.uint64();
  cursor.bytes(cursor.uint32());
  const messageIndexLength = cursor.uint64();
  return cursor.isShort ? undefined : { chunkStart, chunkLength, messageIndexLength };
}

/**
 * The schemas and channels of a file, as they come.
 * @see MCAP specification, section Records: Schema (op=0x03), Channel (op=0x04)
 */
export function createChannelTable() {
  const schemas = new Map<number, string>();
  const numbers = new Map<number, number>();
  const topics: ContainerTopic[] = [];
  return {
    topics,
    /** The topic's number for a channel; undefined for a channel that was never announced. */
    topicOf: (channel: number) => numbers.get(channel),
    addSchema(content: Uint8Array): void {
      const cursor = createByteCursor(content);
      const id = cursor.uint16();
      const name = cursor.string();
      if (!cursor.isShort) schemas.set(id, name);
    },
    addChannel(content: Uint8Array): void {
      const cursor = createByteCursor(content);
      const id = cursor.uint16();
      const schema = schemas.get(cursor.uint16()) ?? "";
      const name = cursor.string();
      const serialization = cursor.string();
      if (cursor.isShort || numbers.has(id)) return;
      numbers.set(id, topics.length);
      topics.push({ name, schema, serialization });
    },
  };
}

/** Visits the records that lie one after the other in `bytes`. */
export function eachRecord(
  bytes: Uint8Array,
  visit: (op: number, content: Uint8Array, contentStart: number) => void,
): { readonly isWhole: boolean } {
  let at = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  while (at + recordHeaderBytes <= bytes.length) {
    const length = Number(view.getBigUint64(at + 1, true));
    const start = at + recordHeaderBytes;
    if (start + length > bytes.length) return { isWhole: false };
    visit(bytes[at]!, bytes.subarray(start, start + length), start);
    at = start + length;
  }
  return { isWhole: at === bytes.length };
}

/** The front of a message record. */
export function readMessageHeader(
  content: Uint8Array,
): { channel: number; stampNs: bigint } | undefined {
  const cursor: ByteCursor = createByteCursor(content);
  const channel = cursor.uint16();
  cursor.uint32();
  const stampNs = cursor.int64();
  cursor.int64();
  return cursor.isShort ? undefined : { channel, stampNs };
}
