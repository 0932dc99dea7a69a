import type { PixelBox, PixelSource } from "../resize-image.ts";

/**
 * `resizeImage` in plain TypeScript, for arguments that it has checked. All weights are whole numbers, so that
 * sums are exact, in whatever order they are made.
 */
export function resizeImageTwin(
  { data, step, pixelBytes, places }: PixelSource,
  box: PixelBox,
  to: { readonly width: number; readonly height: number },
  out: Uint8Array,
): void {
  const rows = coverage(box.height, to.height);
  const columns = coverage(box.width, to.width);
  const total = rows.total * columns.total;
  const [redPlace, greenPlace, bluePlace] = places;
  let pixel = 0;
  for (const row of rows.pixels) {
    for (const column of columns.pixels) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (const [j, rowWeight] of row.weights.entries()) {
        let source = (box.top + row.first + j) * step + (box.left + column.first) * pixelBytes;
        for (const columnWeight of column.weights) {
          const weight = rowWeight * columnWeight;
          red += weight * data[source + redPlace]!;
          green += weight * data[source + greenPlace]!;
          blue += weight * data[source + bluePlace]!;
          source += pixelBytes;
        }
      }
      out[pixel++] = Math.floor((2 * red + total) / (2 * total));
      out[pixel++] = Math.floor((2 * green + total) / (2 * total));
      out[pixel++] = Math.floor((2 * blue + total) / (2 * total));
    }
  }
}

/**
 * For each new pixel along one axis, the old ones it covers and by how much, in units in which both are whole:
 * a new pixel is `total` long, an old one `to` divided by what the two sizes have in common.
 */
function coverage(from: number, to: number) {
  const common = greatestCommonDivisor(from, to);
  const total = from / common;
  const old = to / common;
  const pixels = Array.from({ length: to }, (_, i) => {
    const start = i * total;
    const end = start + total;
    const first = Math.floor(start / old);
    const last = Math.ceil(end / old) - 1;
    const weights = Array.from(
      { length: last - first + 1 },
      (_, j) => Math.min(end, (first + j + 1) * old) - Math.max(start, (first + j) * old),
    );
    return { first, weights };
  });
  return { total, pixels };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
