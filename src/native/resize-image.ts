import { fail } from "../core/errors.ts";
import { loadedKernels } from "./loaded-kernels.ts";
import { resizeImageTwin } from "./twins/resize-image.ts";

/** 8-bit pixels in rows. */
export interface PixelSource {
  readonly data: Uint8Array;
  /** Bytes from one row to the next. */
  readonly step: number;
  /** 1 to 4. */
  readonly pixelBytes: number;
  /** Bytes of red, green and blue in a pixel; the same one three times is grey. */
  readonly places: readonly [number, number, number];
}

/** A part of an image, in pixels. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The widest box that the kernel takes: its sums lie on the stack. @see native/core/resize_image.h */
export const widestBox = 8192;
export const tallestBox = 2 ** 24;

/**
 * Cuts `box` out of an image, brings it to RGB and resizes it by averaging the area that each new pixel covers;
 * exact, with halves rounded up, and the same on every machine. Enlarging repeats pixels.
 *
 * @returns [to.height, to.width, 3], new
 * @throws AppError SHAPE_MISMATCH when the box does not lie within the bytes, or a size is not 1 or more
 */
export function resizeImage(
  source: PixelSource,
  box: PixelBox,
  to: { readonly width: number; readonly height: number },
): Uint8Array {
  checkBox("resizeImage", source, box, to);
  const out = new Uint8Array(to.width * to.height * 3);
  const kernels = loadedKernels();
  if (kernels === undefined || box.width > widestBox || box.height > tallestBox) {
    resizeImageTwin(source, box, to, out);
    return out;
  }
  const { data, pixelBytes, places } = source;
  // Of a single row a sender may say anything.
  const step = box.top + box.height > 1 ? source.step : 0;
  kernels.resizeImage(
    data,
    step,
    pixelBytes,
    ...places,
    box.left,
    box.top,
    box.width,
    box.height,
    to.width,
    to.height,
    out,
  );
  return out;
}

/** @throws AppError SHAPE_MISMATCH, naming `caller` */
export function checkBox(
  caller: string,
  { data, step, pixelBytes, places }: PixelSource,
  { left, top, width, height }: PixelBox,
  to: { readonly width: number; readonly height: number },
): void {
  const isWhole = (least: number) => (value: number) => Number.isInteger(value) && value >= least;
  const rowEnd = (left + width) * pixelBytes;
  const isRight =
    [width, height, to.width, to.height, pixelBytes].every(isWhole(1)) &&
    [left, top, step, ...places].every(isWhole(0)) &&
    pixelBytes <= 4 &&
    places.every((place) => place < pixelBytes) &&
    (rowEnd <= step || top + height === 1) &&
    (top + height - 1) * step + rowEnd <= data.length;
  if (isRight) return;
  const received = `${width} × ${height} from (${left}, ${top}) of ${data.length} bytes in rows of ${step}`;
  fail("SHAPE_MISMATCH", caller, "a box within the bytes, and sizes of 1 or more", received);
}
