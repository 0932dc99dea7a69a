/**
 * Resizes [height, width, 3] RGB to another size by averaging the area that each new pixel covers;
 * exact, and the same on every machine. Enlarging repeats pixels.
 *
 * For raw frames, which no image library has seen; compressed ones are resized while decoding.
 */
export function resizeRgb(
  rgb: Uint8Array,
  from: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
): Uint8Array {
  const rows = coverage(from.height, to.height);
  const columns = coverage(from.width, to.width);
  const out = new Uint8Array(to.width * to.height * 3);
  let pixel = 0;
  for (const row of rows) {
    for (const column of columns) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (const [j, rowWeight] of row.weights.entries()) {
        let source = ((row.first + j) * from.width + column.first) * 3;
        for (const columnWeight of column.weights) {
          const weight = rowWeight * columnWeight;
          red += weight * rgb[source]!;
          green += weight * rgb[source + 1]!;
          blue += weight * rgb[source + 2]!;
          source += 3;
        }
      }
      out[pixel++] = Math.round(red);
      out[pixel++] = Math.round(green);
      out[pixel++] = Math.round(blue);
    }
  }
  return out;
}

/** For each new pixel along one axis, the old ones it covers and by how much; weights sum to 1. */
function coverage(from: number, to: number) {
  return Array.from({ length: to }, (_, i) => {
    const start = (i * from) / to;
    const end = ((i + 1) * from) / to;
    const first = Math.floor(start);
    const last = Math.min(Math.ceil(end), from) - 1;
    const weights = Array.from(
      { length: last - first + 1 },
      (_, j) => (Math.min(end, first + j + 1) - Math.max(start, first + j)) / (end - start),
    );
    return { first, weights };
  });
}
