import { readFoxgloveCompressedImage } from "../messages/foxglove-protobuf.ts";
import { decodeCompressed } from "./decode-compressed.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** Protobuf `foxglove.CompressedImage`: a JPEG, PNG or WebP with a stamp. */
export const foxgloveCompressedImage: Decoder = {
  name: "foxglove-compressed-image",
  modality: "camera",
  contentTypes: ["application/x-foxglove-compressedimage"],
  decode: (bytes, header, limits) =>
    decodeParsed(readFoxgloveCompressedImage(bytes), header, (message, stamped) =>
      decodeCompressed(message, stamped, limits),
    ),
};
