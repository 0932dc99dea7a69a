import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { MessageProblem } from "./message-reader.ts";

/** How the fields of one message are read, by number: the wire type each should have, and its reader. */
export type ProtobufFields = Readonly<
  Record<number, readonly [type: WireType, read: (reader: BinaryReader) => void]>
>;

/**
 * Hands the fields of one protobuf message to their readers. What is unknown or of another wire type is
 * passed over, as protobuf asks.
 *
 * Read field by field and not into an object, because a hostile message of two bytes an element would
 * otherwise become objects of a hundred.
 *
 * @returns what is wrong, if something is
 * @see protobuf.dev/programming-guides/encoding
 */
export function readProtobuf(
  bytes: Uint8Array,
  fields: ProtobufFields,
): MessageProblem | undefined {
  if (bytes.length === 0) return { reason: "message-empty", detail: "the message has no bytes" };
  try {
    walk(new BinaryReader(bytes), bytes.length, fields);
    return undefined;
  } catch (error) {
    const detail = `protobuf: ${error instanceof Error ? error.message : String(error)}`;
    const isCut = error instanceof RangeError;
    return { reason: isCut ? "message-truncated" : "message-corrupt", detail };
  }
}

/** A field that is a message of its own. Depth is that of the declaration, never of the bytes. */
export function nested(
  fields: ProtobufFields,
  after: () => void = () => undefined,
): ProtobufFields[number] {
  return [
    WireType.LengthDelimited,
    (reader) => {
      const length = reader.uint32();
      const end = reader.pos + length;
      if (end > reader.len) throw new RangeError("a field ends after the message");
      walk(reader, end, fields);
      after();
    },
  ];
}

/** A `google.protobuf.Timestamp`, handed over as nanoseconds. */
export function timestamp(take: (stampNs: bigint) => void): ProtobufFields[number] {
  let seconds = 0n;
  let nanoseconds = 0;
  return nested(
    {
      1: [WireType.Varint, (reader) => (seconds = BigInt(reader.int64()))],
      2: [WireType.Varint, (reader) => (nanoseconds = reader.int32())],
    },
    () => {
      take(BigInt.asIntN(64, seconds * 1_000_000_000n + BigInt(nanoseconds)));
    },
  );
}

function walk(reader: BinaryReader, end: number, fields: ProtobufFields): void {
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = fields[number];
    if (field?.[0] === wireType) field[1](reader);
    else reader.skip(wireType, number);
  }
  if (reader.pos !== end) throw new RangeError("a field goes on after its message");
}
