import type { PixelFormat } from "./pixel-format.ts";

/**
 * A colour filter over the sensor, named by its upper left 2 × 2 pixels. Each pixel takes the red, the
 * blue and the mean of the two greens of the 2 × 2 block it lies in, which is exact on average and
 * enough for images that are made smaller next; of 16 bits the high byte is taken.
 */
export function bayer(pattern: "bggr" | "gbrg" | "grbg" | "rggb", size: 1 | 2): PixelFormat {
  const red = pattern.indexOf("r");
  const blue = pattern.indexOf("b");
  const [green, otherGreen] = [pattern.indexOf("g"), pattern.lastIndexOf("g")];
  return {
    rowBytes: (width) => width * size,
    rows: (height) => height,
    toRgb({ data, step, isBigEndian, width: fullWidth, height: fullHeight }, box, rgb) {
      const high = size === 2 && !isBigEndian ? 1 : 0;
      // A last odd row or column has no block of its own and shares the one before it.
      const lastRow = Math.max(0, fullHeight - 2);
      const lastColumn = Math.max(0, fullWidth - 2);
      let to = 0;
      for (let row = box.top; row < box.top + box.height; row++) {
        const blockRow = Math.min(row & ~1, lastRow & ~1);
        for (let column = box.left; column < box.left + box.width; column++) {
          const blockColumn = Math.min(column & ~1, lastColumn & ~1);
          const corner = blockRow * step + blockColumn * size + high;
          const at = (i: number) => data[corner + (i >> 1) * step + (i & 1) * size] ?? 0;
          rgb[to++] = at(red);
          rgb[to++] = (at(green) + at(otherGreen) + 1) >> 1;
          rgb[to++] = at(blue);
        }
      }
    },
  };
}
