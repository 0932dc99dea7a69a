import { readFoxgloveRawImageJson } from "../messages/foxglove-json.ts";
import { decodeRaw } from "./decode-raw.ts";
import type { Decoder } from "./decoder.ts";
import { decodeParsed } from "./refused.ts";

/** JSON `foxglove.RawImage`: bare pixels in one of `pixelFormatNames`. */
export const foxgloveRawImageJson: Decoder = {
  name: "foxglove-raw-image-json",
  modality: "camera",
  contentTypes: ["application/x-foxglove-rawimage+json"],
  decode: (bytes, header, limits) =>
    decodeParsed(readFoxgloveRawImageJson(bytes), header, (message, stamped) =>
      decodeRaw(message, stamped, limits),
    ),
};
