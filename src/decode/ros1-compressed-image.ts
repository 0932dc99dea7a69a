import { readRosCompressedImage } from "../messages/ros-compressed-image.ts";
import { readRos } from "../messages/read-ros.ts";
import { decodeCompressed } from "./decode-compressed.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** ROS 1 `sensor_msgs/CompressedImage`: a JPEG, PNG or WebP with a stamp. */
export const ros1CompressedImage: Decoder = {
  name: "ros1-compressed-image",
  modality: "camera",
  contentTypes: ["application/x-ros1-sensor_msgs-compressedimage"],
  decode: (bytes, header, limits) =>
    decodeParsed(readRos(bytes, "ros1", readRosCompressedImage), header, (message, stamped) =>
      decodeCompressed(message, stamped, limits),
    ),
};
