import { readRosImage } from "../messages/ros-image.ts";
import { readRos } from "../messages/read-ros.ts";
import { decodeRaw } from "./decode-raw.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** ROS 2 (CDR) `sensor_msgs/Image`: bare pixels in one of `pixelFormatNames`. */
export const ros2Image: Decoder = {
  name: "ros2-image",
  modality: "camera",
  contentTypes: ["application/x-ros2-sensor_msgs-image"],
  decode: (bytes, header, limits) =>
    decodeParsed(readRos(bytes, "ros2", readRosImage), header, (message, stamped) =>
      decodeRaw(message, stamped, limits),
    ),
};
