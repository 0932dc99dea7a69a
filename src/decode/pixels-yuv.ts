import type { PixelFormat } from "./pixel-format.ts";

/**
 * Two pixels in four bytes, with brightness at every second byte from `luma` and the two colours at
 * every second byte from `chroma`: UYVY or YUYV.
 */
export function yuv422(luma: 0 | 1, chroma: 0 | 1): PixelFormat {
  return {
    rowBytes: (width) => 2 * (width + (width & 1)),
    rows: (height) => height,
    toRgb({ data, step }, { left, top, width, height }, rgb) {
      let to = 0;
      for (let row = top; row < top + height; row++) {
        for (let column = left; column < left + width; column++) {
          const pair = row * step + (column & ~1) * 2;
          const u = data[pair + chroma]!;
          const v = data[pair + chroma + 2]!;
          writeRgb(data[row * step + column * 2 + luma]!, u, v, rgb, to);
          to += 3;
        }
      }
    },
  };
}

/**
 * A plane of brightness and below it, half as high, one of colours in turns: NV12 (`v` comes second)
 * or NV21 (`v` comes first).
 */
export function semiPlanar(firstIsV: 0 | 1): PixelFormat {
  return {
    rowBytes: (width) => width + (width & 1),
    rows: (height) => height + ((height + 1) >> 1),
    toRgb({ data, step, height: fullHeight }, { left, top, width, height }, rgb) {
      let to = 0;
      for (let row = top; row < top + height; row++) {
        const colours = (fullHeight + (row >> 1)) * step;
        for (let column = left; column < left + width; column++) {
          const pair = colours + (column & ~1);
          const u = data[pair + firstIsV]!;
          const v = data[pair + 1 - firstIsV]!;
          writeRgb(data[row * step + column]!, u, v, rgb, to);
          to += 3;
        }
      }
    },
  };
}

/** The matrix of ITU-R BT.601 for brightness in 16 to 235, as OpenCV and so cv_bridge have it. */
function writeRgb(y: number, u: number, v: number, rgb: Uint8Array, to: number): void {
  const luma = 1.164 * (y - 16);
  rgb[to] = byte(luma + 1.596 * (v - 128));
  rgb[to + 1] = byte(luma - 0.813 * (v - 128) - 0.391 * (u - 128));
  rgb[to + 2] = byte(luma + 2.018 * (u - 128));
}

function byte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
}
