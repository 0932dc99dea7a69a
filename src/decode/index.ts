import { defineRegistry } from "../core/registry.ts";
import type { Decoder } from "./decoder.ts";
import { foxgloveCompressedImage } from "./foxglove-compressed-image.ts";
import { foxgloveCompressedImageJson } from "./foxglove-compressed-image-json.ts";
import { foxglovePointCloud } from "./foxglove-point-cloud.ts";
import { foxglovePointCloudJson } from "./foxglove-point-cloud-json.ts";
import { foxgloveRawImage } from "./foxglove-raw-image.ts";
import { foxgloveRawImageJson } from "./foxglove-raw-image-json.ts";
import { jpeg } from "./jpeg.ts";
import { kitti } from "./kitti.ts";
import { las } from "./las.ts";
import { pcd } from "./pcd.ts";
import { png } from "./png.ts";
import { ros1CompressedImage } from "./ros1-compressed-image.ts";
import { ros1Image } from "./ros1-image.ts";
import { ros1PointCloud2 } from "./ros1-point-cloud2.ts";
import { ros2CompressedImage } from "./ros2-compressed-image.ts";
import { ros2Image } from "./ros2-image.ts";
import { ros2PointCloud2 } from "./ros2-point-cloud2.ts";
import { webp } from "./webp.ts";

/** Every encoding that can be decoded, alphabetical. */
export const decoders = defineRegistry<Decoder>("encoding", [
  foxgloveCompressedImage,
  foxgloveCompressedImageJson,
  foxglovePointCloud,
  foxglovePointCloudJson,
  foxgloveRawImage,
  foxgloveRawImageJson,
  jpeg,
  kitti,
  las,
  pcd,
  png,
  ros1CompressedImage,
  ros1Image,
  ros1PointCloud2,
  ros2CompressedImage,
  ros2Image,
  ros2PointCloud2,
  webp,
]);

/**
 * The decoder with this name, else the one for this MQTT content type (parameters after `;` and
 * case do not count).
 *
 * @throws AppError REGISTRY_UNKNOWN, naming every encoding
 */
export function decoderFor(nameOrContentType: string): Decoder {
  const type = nameOrContentType.split(";", 1)[0]!.trim().toLowerCase();
  const byType = decoders.entries.find((decoder) => decoder.contentTypes.includes(type));
  return byType ?? decoders.get(nameOrContentType);
}
