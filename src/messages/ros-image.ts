import type { MessageReader } from "./message-reader.ts";
import type { RawPicture } from "./pictures.ts";
import { readRosHeader } from "./ros-header.ts";

/** Reads `sensor_msgs/Image`. */
export function readRosImage(reader: MessageReader): RawPicture {
  const header = readRosHeader(reader);
  const height = reader.uint32();
  const width = reader.uint32();
  const encoding = reader.string();
  const isBigEndian = reader.uint8() !== 0;
  const step = reader.uint32();
  return { ...header, width, height, encoding, step, isBigEndian, data: reader.bytes() };
}
