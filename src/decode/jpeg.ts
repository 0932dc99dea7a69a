import { decodeImage } from "./decode-image.ts";
import type { Decoder } from "./decoder.ts";

const endOfImage = Buffer.from([0xff, 0xd9]);

/** JPEG as cameras send it: baseline, progressive or arithmetic, 8 bits a channel. */
export const jpeg: Decoder = {
  name: "jpeg",
  modality: "camera",
  contentTypes: ["image/jpeg", "image/jpg"],
  decode: (bytes, header, limits) =>
    decodeImage(
      {
        name: "jpeg",
        hasSignature: (b) => b[0] === 0xff && b[1] === 0xd8,
        // Searched, not compared with the last two bytes: padding after the image is common.
        hasEnd: (b) =>
          b.length > 4 && Buffer.from(b.buffer, b.byteOffset, b.length).includes(endOfImage),
      },
      bytes,
      header,
      limits,
    ),
};
