import { readFoxgloveRawImage } from "../messages/foxglove-protobuf.ts";
import { decodeRaw } from "./decode-raw.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** Protobuf `foxglove.RawImage`: bare pixels in one of `pixelFormatNames`. */
export const foxgloveRawImage: Decoder = {
  name: "foxglove-raw-image",
  modality: "camera",
  contentTypes: ["application/x-foxglove-rawimage"],
  decode: (bytes, header, limits) =>
    decodeParsed(readFoxgloveRawImage(bytes), header, (message, stamped) =>
      decodeRaw(message, stamped, limits),
    ),
};
