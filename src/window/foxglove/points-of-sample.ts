import type { Sample } from "../../frames/sample.ts";
import type { RangeImageSpec } from "../../native/range-image.ts";

/**
 * A range image as points again: for each cell that was hit one at the middle of its direction. What the
 * encoder sees, in metres: x forward, y left, z up.
 *
 * @returns float32 little endian [n, 4]: x, y, z, intensity
 * @see Milioto et al., RangeNet++, IROS 2019, eq. 1, solved for the point
 */
export function pointsOfSample({ pixels }: Sample, spec: RangeImageSpec): Uint8Array {
  const { rows, columns, fovUpRad, fovDownRad, maxRangeM } = spec;
  const points = new Float32Array(4 * rows * columns);
  const logPerUnit = Math.log1p(maxRangeM) / 65_534;
  let n = 0;
  for (let row = 0; row < rows; row++) {
    const pitch = fovUpRad - ((row + 0.5) / rows) * (fovUpRad - fovDownRad);
    const [flat, up] = [Math.cos(pitch), Math.sin(pitch)];
    for (let column = 0; column < columns; column++) {
      const from = 2 * (row * columns + column);
      if (pixels[from] === 0) continue;
      const yaw = Math.PI * (1 - (2 * (column + 0.5)) / columns);
      const range = Math.expm1((pixels[from]! - 1) * logPerUnit);
      points[n] = range * flat * Math.cos(yaw);
      points[n + 1] = range * flat * Math.sin(yaw);
      points[n + 2] = range * up;
      points[n + 3] = pixels[from + 1]! / 65_535;
      n += 4;
    }
  }
  return new Uint8Array(points.buffer, 0, 4 * n);
}
