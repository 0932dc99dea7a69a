import { decodeImage } from "./decode-image.ts";
import type { Decoder } from "./decoder.ts";

/** WebP, lossy or lossless; of an animation, the first picture. */
export const webp: Decoder = {
  name: "webp",
  modality: "camera",
  contentTypes: ["image/webp"],
  decode: (bytes, header, limits) =>
    decodeImage(
      {
        name: "webp",
        hasSignature: (b) => word(b, 0) === "RIFF" && word(b, 8) === "WEBP",
        // The RIFF header says how many bytes follow its own eight.
        hasEnd: (b) =>
          b.length >= 12 && new DataView(b.buffer, b.byteOffset).getUint32(4, true) + 8 <= b.length,
      },
      bytes,
      header,
      limits,
    ),
};

function word(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
