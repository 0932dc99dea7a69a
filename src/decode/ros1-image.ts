import { readRosImage } from "../messages/ros-image.ts";
import { readRos } from "../messages/read-ros.ts";
import { decodeRaw } from "./decode-raw.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** ROS 1 `sensor_msgs/Image`: bare pixels in one of `pixelFormatNames`. */
export const ros1Image: Decoder = {
  name: "ros1-image",
  modality: "camera",
  contentTypes: ["application/x-ros1-sensor_msgs-image"],
  decode: (bytes, header, limits) =>
    decodeParsed(readRos(bytes, "ros1", readRosImage), header, (message, stamped) =>
      decodeRaw(message, stamped, limits),
    ),
};
