import { readFoxglovePointCloud } from "../messages/foxglove-protobuf.ts";
import { decodePoints } from "./decode-points.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** Protobuf `foxglove.PointCloud`: packed points; its `pose` is left out. */
export const foxglovePointCloud: Decoder = {
  name: "foxglove-point-cloud",
  modality: "lidar",
  contentTypes: ["application/x-foxglove-pointcloud"],
  decode: (bytes, header, limits) =>
    decodeParsed(readFoxglovePointCloud(bytes), header, (message, stamped) =>
      decodePoints(message, stamped, limits),
    ),
};
