import type { ProjectionCounts, RangeImage, RangeImageSpec } from "../range-image.ts";

/**
 * `projectToRangeImage` in plain TypeScript, for arguments that it has checked. Ranges are compared as they are
 * stored, in float32.
 *
 * @see Milioto et al., RangeNet++, IROS 2019, eq. 1
 */
export function projectToRangeImageTwin(
  points: Float32Array,
  spec: RangeImageSpec,
  out: RangeImage,
): ProjectionCounts {
  const { rows, columns, fovUpRad, fovDownRad, minRangeM, maxRangeM } = spec;
  const { range: ranges, intensity: intensities } = out;
  ranges.fill(0);
  intensities.fill(0);
  const rowsPerRad = rows / (fovUpRad - fovDownRad);
  const columnsPerRad = columns / (2 * Math.PI);
  let kept = 0;
  let occluded = 0;
  let nonFinite = 0;
  let tooNear = 0;
  let tooFar = 0;
  let outsideFov = 0;
  for (let i = 0; i < points.length; i += 4) {
    const x = points[i]!;
    const y = points[i + 1]!;
    const z = points[i + 2]!;
    const flat = x * x + y * y;
    const distance = Math.sqrt(flat + z * z);
    // Squares of float32 never overflow a double: what is not finite here was not finite before.
    if (!(distance < Infinity)) {
      nonFinite++;
      continue;
    }
    const range = Math.fround(distance);
    if (range < minRangeM || range === 0) {
      tooNear++;
      continue;
    }
    if (range > maxRangeM) {
      tooFar++;
      continue;
    }
    const pitch = Math.atan2(z, Math.sqrt(flat));
    if (pitch > fovUpRad || pitch < fovDownRad) {
      outsideFov++;
      continue;
    }
    const row = Math.min(Math.floor((fovUpRad - pitch) * rowsPerRad), rows - 1);
    const turn = Math.floor((Math.PI - Math.atan2(y, x)) * columnsPerRad);
    // Yaw −π and π are the same direction.
    const pixel = row * columns + (turn < columns ? turn : 0);
    const present = ranges[pixel]!;
    if (present !== 0) {
      occluded++;
      if (range >= present) continue;
    } else kept++;
    ranges[pixel] = range;
    intensities[pixel] = points[i + 3]!;
  }
  return { kept, occluded, nonFinite, tooNear, tooFar, outsideFov };
}
