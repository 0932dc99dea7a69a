import { bayer } from "./pixels-bayer.ts";
import { mono, packed } from "./pixels-packed.ts";
import { semiPlanar, yuv422 } from "./pixels-yuv.ts";
import type { PixelBox, PixelSource } from "../native/resize-image.ts";

/** Bare pixels whose size has been checked against their bytes. */
interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Bytes of a row. */
  readonly step: number;
  readonly isBigEndian: boolean;
}

/** Bytes of a pixel, and the places in it of red, green and blue. */
type PackedPixels = Pick<PixelSource, "pixelBytes" | "places">;

/** One way to lay out pixels. */
export interface PixelFormat {
  /** The fewest bytes that a row of `width` pixels takes. */
  rowBytes(width: number): number;
  /** Rows of `step` bytes that an image of `height` takes; more than it where colours follow below. */
  rows(height: number): number;
  /** Writes the RGB of `box` to `rgb`, [box.height, box.width, 3]. */
  toRgb(pixels: Pixels, box: PixelBox, rgb: Uint8Array): void;
  /** Where every pixel's colours are in bytes of its own; undefined where they are shared or filtered. */
  readonly packed?: PackedPixels;
}

const formats: Readonly<Record<string, PixelFormat>> = {
  "8uc1": mono(1),
  "8uc3": packed(3, [2, 1, 0]),
  "8uc4": packed(4, [2, 1, 0]),
  "16uc1": mono(2),
  bayer_bggr8: bayer("bggr", 1),
  bayer_bggr16: bayer("bggr", 2),
  bayer_gbrg8: bayer("gbrg", 1),
  bayer_gbrg16: bayer("gbrg", 2),
  bayer_grbg8: bayer("grbg", 1),
  bayer_grbg16: bayer("grbg", 2),
  bayer_rggb8: bayer("rggb", 1),
  bayer_rggb16: bayer("rggb", 2),
  bgr8: packed(3, [2, 1, 0]),
  bgra8: packed(4, [2, 1, 0]),
  mono16: mono(2),
  mono8: mono(1),
  nv12: semiPlanar(0),
  nv21: semiPlanar(1),
  rgb8: packed(3, [0, 1, 2]),
  rgba8: packed(4, [0, 1, 2]),
  uyvy: yuv422(1, 0),
  yuv422: yuv422(1, 0),
  yuv422_yuy2: yuv422(0, 1),
  yuyv: yuv422(0, 1),
};

/** The names of all formats, for the documentation and messages. */
export const pixelFormatNames: readonly string[] = Object.keys(formats);

/**
 * The format that a message calls `name`, in any case: the words of ROS and Foxglove, `yuv422` being
 * UYVY as ROS has it.
 * @see ROS sensor_msgs/image_encodings.hpp
 */
export function pixelFormat(name: string): PixelFormat | undefined {
  const key = name.trim().toLowerCase();
  return Object.hasOwn(formats, key) ? formats[key] : undefined;
}
