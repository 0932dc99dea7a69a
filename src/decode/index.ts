import { defineRegistry } from "../core/registry.ts";
import type { Decoder } from "./decoder.ts";
import { jpeg } from "./jpeg.ts";
import { kitti } from "./kitti.ts";
import { pcd } from "./pcd.ts";
import { png } from "./png.ts";
import { webp } from "./webp.ts";

/** Every encoding that can be decoded, alphabetical. */
export const decoders = defineRegistry<Decoder>("encoding", [jpeg, kitti, pcd, png, webp]);

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
