import type { PictureHeader } from "./wire.ts";

/** The header's length (uint32, little endian), the header as JSON, the image. */
export function pictureMessage(header: PictureHeader, image: Uint8Array): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const message = Buffer.alloc(4 + text.length + image.length);
  message.writeUInt32LE(text.length);
  message.set(text, 4);
  message.set(image, 4 + text.length);
  return message;
}
