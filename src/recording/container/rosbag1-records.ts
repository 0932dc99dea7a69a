import { createByteCursor } from "./byte-cursor.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

/** The first line of every bag of version 2.0. */
export const bagMagic = Buffer.from("#ROSBAG V2.0\n", "latin1");

export const bagOp = {
  message: 2,
  header: 3,
  index: 4,
  chunk: 5,
  chunkInfo: 6,
  connection: 7,
} as const;

/** Headers hold some names; a larger one is damage. */
const maxHeaderBytes = 1024 * 1024;
const name = new TextDecoder("latin1");
const none = new Uint8Array(0);

/** The fields of a record's header by name. */
export type BagFields = ReadonlyMap<string, Uint8Array>;

/** One record: its header's fields, and where its data lies. */
export interface BagRecord {
  readonly op: number;
  readonly fields: BagFields;
  readonly dataStart: number;
  readonly dataLength: number;
  /** Where the next record begins. */
  readonly end: number;
}

/**
 * Parses a header: fields of `name=value`, each after its length.
 * @see wiki.ros.org/Bags/Format/2.0
 */
export function parseBagFields(bytes: Uint8Array): BagFields | undefined {
  const fields = new Map<string, Uint8Array>();
  const cursor = createByteCursor(bytes);
  while (cursor.remaining > 0) {
    const field = cursor.bytes(cursor.uint32());
    const equals = field.indexOf(0x3d);
    if (cursor.isShort || equals < 0) return undefined;
    fields.set(name.decode(field.subarray(0, equals)), field.subarray(equals + 1));
  }
  return fields;
}

/** The record at `at` of `bytes`; undefined when it is cut off or no record. */
export function bagRecordAt(bytes: Uint8Array, at: number): BagRecord | undefined {
  const cursor = createByteCursor(bytes, at);
  const fields = parseBagFields(cursor.bytes(cursor.uint32()));
  const dataLength = cursor.uint32();
  if (cursor.isShort || fields === undefined) return undefined;
  return record(fields, cursor.position, dataLength);
}

/** The record at `at` of a file, without its data; undefined when it is cut off or no record. */
export function bagRecordIn(file: RandomAccessFile, at: number): BagRecord | undefined {
  const length = createByteCursor(file.read(at, 4)).uint32();
  if (length > maxHeaderBytes) return undefined;
  const cursor = createByteCursor(file.read(at + 4, length + 4));
  const fields = parseBagFields(Uint8Array.from(cursor.bytes(length)));
  const dataLength = cursor.uint32();
  if (cursor.isShort || fields === undefined) return undefined;
  return record(fields, at + 4 + length + 4, dataLength);
}

function record(fields: BagFields, dataStart: number, dataLength: number): BagRecord {
  const op = fields.get("op")?.[0] ?? 0;
  return { op, fields, dataStart, dataLength, end: dataStart + dataLength };
}

/** A field as uint32, 0 where it is absent or shorter. */
export function bagUint32(fields: BagFields, field: string): number {
  return createByteCursor(fields.get(field) ?? none).uint32();
}

export function bagText(fields: BagFields, field: string): string {
  return name.decode(fields.get(field) ?? none);
}

/** Seconds, then nanoseconds, as a bag writes its times. */
export function bagTime(bytes: Uint8Array): bigint {
  const cursor = createByteCursor(bytes);
  return BigInt(cursor.uint32()) * 1_000_000_000n + BigInt(cursor.uint32());
}
