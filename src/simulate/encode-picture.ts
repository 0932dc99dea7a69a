import sharp from "sharp";
import type { Picture } from "./render/camera.ts";

const quality = 90;

/** The picture as a JPEG file of quality 90, as a robot's camera driver would send it. */
export async function encodePicture({ rgb, width, height }: Picture): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** The points as KITTI float32 bytes; shares their memory. */
export function encodePoints(points: Float32Array): Uint8Array {
  return new Uint8Array(points.buffer, points.byteOffset, points.byteLength);
}
