import { readFoxglovePointCloudJson } from "../messages/foxglove-json.ts";
import { decodePoints } from "./decode-points.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** JSON `foxglove.PointCloud`: packed points; its `pose` is left out. */
export const foxglovePointCloudJson: Decoder = {
  name: "foxglove-point-cloud-json",
  modality: "lidar",
  contentTypes: ["application/x-foxglove-pointcloud+json"],
  decode: (bytes, header, limits) =>
    decodeParsed(readFoxglovePointCloudJson(bytes), header, (message, stamped) =>
      decodePoints(message, stamped, limits),
    ),
};
