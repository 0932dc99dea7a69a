import { readRosCompressedImage } from "../messages/ros-compressed-image.ts";
import { readRos } from "../messages/read-ros.ts";
import { decodeCompressed } from "./decode-compressed.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** ROS 2 (CDR) `sensor_msgs/CompressedImage`: a JPEG, PNG or WebP with a stamp. */
export const ros2CompressedImage: Decoder = {
  name: "ros2-compressed-image",
  modality: "camera",
  contentTypes: ["application/x-ros2-sensor_msgs-compressedimage"],
  decode: (bytes, header, limits) =>
    decodeParsed(readRos(bytes, "ros2", readRosCompressedImage), header, (message, stamped) =>
      decodeCompressed(message, stamped, limits),
    ),
};
