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
  rings?: Uint16Array,
): ProjectionCounts {
  const { rows, columns, fovUpRad, fovDownRad, minRangeM, maxRangeM, rowEdgesRad, ringOrder } =
    spec;
  const rowsPerRad = rows / (fovUpRad - fovDownRad);
  const { range: ranges, intensity: intensities } = out;
  ranges.fill(0);
  intensities.fill(0);
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
    let row = -1;
    if (ringOrder !== undefined && rings !== undefined) {
      row = ringRow(rings[i / 4]!, rows, ringOrder);
    } else {
      const pitch = Math.atan2(z, Math.sqrt(flat));
      if (rowEdgesRad !== undefined) row = edgesRow(pitch, rowEdgesRad);
      else if (pitch <= fovUpRad && pitch >= fovDownRad) {
        row = Math.min(Math.floor((fovUpRad - pitch) * rowsPerRad), rows - 1);
      }
    }
    if (row < 0) {
      outsideFov++;
      continue;
    }
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

/** The row of a ring; −1 beyond the rows. */
function ringRow(ring: number, rows: number, order: RangeImageSpec["ringOrder"]): number {
  if (ring >= rows) return -1;
  return order === "highest-first" ? ring : rows - 1 - ring;
}

/** The row between whose edges a pitch lies, both outer ones included; −1 beyond them. */
function edgesRow(pitch: number, edges: Float64Array): number {
  const last = edges.length - 2;
  if (pitch > edges[0]! || pitch < edges[last + 1]!) return -1;
  let row = 0;
  while (row < last && edges[row + 1]! >= pitch) row++;
  return row;
}
