import type { Parsed } from "./foxglove-protobuf.ts";
import { createMessageReader, type MessageReader, type RosDialect } from "./message-reader.ts";

/** Reads one whole ROS message with `read`, which need not look for problems itself. */
export function readRos<T>(
  bytes: Uint8Array,
  dialect: RosDialect,
  read: (reader: MessageReader) => T,
): Parsed<T> {
  const reader = createMessageReader(bytes, dialect);
  const message = read(reader);
  const { problem } = reader;
  return problem === undefined ? { message } : { problem };
}
