import { readRosPointCloud2 } from "../messages/ros-point-cloud2.ts";
import { readRos } from "../messages/read-ros.ts";
import { decodePoints } from "./decode-points.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** ROS 1 `sensor_msgs/PointCloud2`: points of any fields, types, endianness and padding. */
export const ros1PointCloud2: Decoder = {
  name: "ros1-point-cloud2",
  modality: "lidar",
  contentTypes: ["application/x-ros1-sensor_msgs-pointcloud2"],
  decode: (bytes, header, limits) =>
    decodeParsed(readRos(bytes, "ros1", readRosPointCloud2), header, (message, stamped) =>
      decodePoints(message, stamped, limits),
    ),
};
