import { decodeImage } from "./decode-image.ts";
import type { Decoder } from "./decoder.ts";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The whole IEND chunk: length 0, type, and its constant checksum. */
const endChunk = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);

/** PNG of any colour type and depth, interlaced too. */
export const png: Decoder = {
  name: "png",
  modality: "camera",
  contentTypes: ["image/png"],
  decode: (bytes, header, limits) =>
    decodeImage(
      {
        name: "png",
        hasSignature: (b) => signature.every((byte, i) => b[i] === byte),
        hasEnd: (b) => Buffer.from(b.buffer, b.byteOffset, b.length).includes(endChunk),
      },
      bytes,
      header,
      limits,
    ),
};
