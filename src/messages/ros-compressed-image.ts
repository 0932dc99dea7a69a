import type { MessageReader } from "./message-reader.ts";
import type { CompressedPicture } from "./pictures.ts";
import { readRosHeader } from "./ros-header.ts";

/** Reads `sensor_msgs/CompressedImage`. */
export function readRosCompressedImage(reader: MessageReader): CompressedPicture {
  const header = readRosHeader(reader);
  const format = reader.string();
  return { ...header, format, data: reader.bytes() };
}
