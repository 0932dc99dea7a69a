import type { RawPicture } from "../messages/pictures.ts";
import { resizeImage, type PixelBox } from "../native/resize-image.ts";
import { cropBox } from "./crop-box.ts";
import type { Decoded, DecodeLimits, FrameHeader } from "./decoder.ts";
import { pixelFormat } from "./pixel-formats.ts";
import { refused } from "./refused.ts";

/**
 * Brings bare pixels to RGB, cropped; resized too where each pixel has bytes of its own. Width, height
 * and step are compared with the bytes that are there before memory is taken; bytes after the last row
 * are ignored.
 *
 * Reasons: `image-empty`, `image-format-unsupported`, `image-too-large`, `image-corrupt` (the numbers
 * contradict each other), `image-truncated` (fewer bytes than they ask for).
 */
export function decodeRaw(picture: RawPicture, header: FrameHeader, limits: DecodeLimits): Decoded {
  const { width, height, encoding, data, isBigEndian } = picture;
  const format = pixelFormat(encoding);
  if (format === undefined) {
    return refused("image-format-unsupported", `no pixel format is called '${encoding}'`);
  }
  if (width === 0 || height === 0) {
    return refused("image-empty", `the image is ${width} × ${height} pixels`);
  }
  if (width * height > limits.maxPixels) {
    const detail = `expected at most ${limits.maxPixels} pixels, received ${width} × ${height}`;
    return refused("image-too-large", detail);
  }
  // Some drivers leave the step out; rows then follow each other.
  const step = picture.step === 0 ? format.rowBytes(width) : picture.step;
  if (step < format.rowBytes(width)) {
    const detail = `a row of ${width} ${encoding} pixels takes ${format.rowBytes(width)} bytes, step is ${step}`;
    return refused("image-corrupt", detail);
  }
  const rows = format.rows(height);
  // The last row need not be padded.
  const needed = step * (rows - 1) + format.rowBytes(width);
  if (data.length < needed) {
    return refused(
      "image-truncated",
      `expected ${needed} bytes of pixels, received ${data.length}`,
    );
  }
  const box: PixelBox =
    limits.crop === undefined ? { left: 0, top: 0, width, height } : cropBox(picture, limits.crop);
  const { sensor, stampNs, arrivalMs, sequence } = header;
  const stamp = { kind: "camera" as const, sensor, stampNs, arrivalMs, sequence };
  if (format.packed !== undefined && limits.resize !== undefined) {
    // Cut, colours and size in one pass: the image at its own size is never written.
    const rgb = resizeImage({ data, step, ...format.packed }, box, limits.resize);
    const { width: newWidth, height: newHeight } = limits.resize;
    return { ok: true, frame: { ...stamp, width: newWidth, height: newHeight, rgb } };
  }
  const rgb = new Uint8Array(box.width * box.height * 3);
  format.toRgb({ data, width, height, step, isBigEndian }, box, rgb);
  return { ok: true, frame: { ...stamp, width: box.width, height: box.height, rgb } };
}
