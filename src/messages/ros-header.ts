import type { MessageReader } from "./message-reader.ts";

/** `std_msgs/Header`. */
export interface RosHeader {
  /** Nanoseconds; 0 where the sender set none. */
  readonly stampNs: bigint;
  readonly frameId: string;
}

/** Reads a header: ROS 1 has a running number in front, and its seconds are unsigned. */
export function readRosHeader(reader: MessageReader): RosHeader {
  if (reader.dialect === "ros1") reader.uint32();
  const seconds = reader.dialect === "ros1" ? reader.uint32() : reader.int32();
  const nanoseconds = reader.uint32();
  return {
    stampNs: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds),
    frameId: reader.string(),
  };
}
