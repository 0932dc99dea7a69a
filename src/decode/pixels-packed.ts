import type { PixelFormat } from "./pixel-format.ts";

/** Pixels of `size` bytes with red, green and blue at these places; what else they hold is dropped. */
export function packed(
  size: 3 | 4,
  [red, green, blue]: readonly [number, number, number],
): PixelFormat {
  const isRgb = size === 3 && red === 0;
  return {
    packed: { pixelBytes: size, places: [red, green, blue] },
    rowBytes: (width) => width * size,
    rows: (height) => height,
    toRgb({ data, step }, { left, top, width, height }, rgb) {
      let to = 0;
      for (let row = top; row < top + height; row++) {
        let from = row * step + left * size;
        if (isRgb) {
          rgb.set(data.subarray(from, from + width * 3), to);
          to += width * 3;
          continue;
        }
        for (let i = 0; i < width; i++, from += size) {
          rgb[to++] = data[from + red]!;
          rgb[to++] = data[from + green]!;
          rgb[to++] = data[from + blue]!;
        }
      }
    },
  };
}

/** Grey of one or two bytes; of two the high one is taken. */
export function mono(size: 1 | 2): PixelFormat {
  return {
    rowBytes: (width) => width * size,
    rows: (height) => height,
    toRgb({ data, step, isBigEndian }, { left, top, width, height }, rgb) {
      const high = size === 2 && !isBigEndian ? 1 : 0;
      let to = 0;
      for (let row = top; row < top + height; row++) {
        let from = row * step + left * size + high;
        for (let i = 0; i < width; i++, from += size) {
          rgb.fill(data[from]!, to, to + 3);
          to += 3;
        }
      }
    },
  };
}
