import type { Sample } from "../../frames/sample.ts";
import type { RangeImageSpec } from "../../native/range-image.ts";

/** Turns range images of one geometry into points. */
export type PointsOfSample = (sample: Sample) => Uint8Array;

/**
 * A range image as points again: for each cell that was hit one at the middle of its direction. What the
 * encoder sees, in metres: x forward, y left, z up; float32 little endian [n, 4]: x, y, z, intensity.
 *
 * @see Milioto et al., RangeNet++, IROS 2019, eq. 1, solved for the point
 */
export function createPointsOfSample(spec: RangeImageSpec): PointsOfSample {
  const { rows, columns, fovUpRad, fovDownRad, maxRangeM } = spec;
  // The event loop waits for this: sines are worked out once.
  const pitches = Array.from(
    { length: rows },
    (_, row) => fovUpRad - ((row + 0.5) / rows) * (fovUpRad - fovDownRad),
  );
  const yaws = Array.from(
    { length: columns },
    (_, column) => Math.PI * (1 - (2 * (column + 0.5)) / columns),
  );
  const [flat, up] = [pitches.map(Math.cos), pitches.map(Math.sin)];
  const [forward, left] = [yaws.map(Math.cos), yaws.map(Math.sin)];
  const logPerUnit = Math.log1p(maxRangeM) / 65_534;
  const metres = Float32Array.from({ length: 65_536 }, (_, v) => Math.expm1((v - 1) * logPerUnit));

  return ({ pixels }) => {
    const points = new Float32Array(4 * rows * columns);
    let n = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const from = 2 * (row * columns + column);
        if (pixels[from] === 0) continue;
        const range = metres[pixels[from]!]!;
        points[n] = range * flat[row]! * forward[column]!;
        points[n + 1] = range * flat[row]! * left[column]!;
        points[n + 2] = range * up[row]!;
        points[n + 3] = pixels[from + 1]! / 65_535;
        n += 4;
      }
    }
    return new Uint8Array(points.buffer, 0, 4 * n);
  };
}
