import { readFoxgloveCompressedImageJson } from "../messages/foxglove-json.ts";
import { decodeCompressed } from "./decode-compressed.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** JSON `foxglove.CompressedImage`: a JPEG, PNG or WebP with a stamp. */
export const foxgloveCompressedImageJson: Decoder = {
  name: "foxglove-compressed-image-json",
  modality: "camera",
  contentTypes: ["application/x-foxglove-compressedimage+json"],
  decode: (bytes, header, limits) =>
    decodeParsed(readFoxgloveCompressedImageJson(bytes), header, (message, stamped) =>
      decodeCompressed(message, stamped, limits),
    ),
};
