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
