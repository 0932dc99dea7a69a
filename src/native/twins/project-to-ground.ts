import type { GroundCounts, GroundGrid, GroundSpec } from "../ground-grid.ts";

/** `projectToGround` in plain TypeScript, for arguments that it has checked. */
export function projectToGroundTwin(
  points: Float32Array,
  spec: GroundSpec,
  out: GroundGrid,
): GroundCounts {
  const { rows, columns, minXM, maxXM, minYM, maxYM, minZM, maxZM } = spec;
  const rowsPerM = rows / (maxXM - minXM);
  const columnsPerM = columns / (maxYM - minYM);
  const depth = maxZM - minZM;
  for (const plane of [out.height, out.intensity, out.count]) plane.fill(0);
  let nonFinite = 0;
  let outside = 0;
  for (let i = 0; i < points.length; i += 4) {
    const [x, y, z] = [points[i]!, points[i + 1]!, points[i + 2]!];
    if (!Number.isFinite(x + y + z)) {
      nonFinite++;
      continue;
    }
    const down = (maxXM - x) * rowsPerM;
    const across = (maxYM - y) * columnsPerM;
    const height = z - minZM;
    const isInside = down >= 0 && down < rows && across >= 0 && across < columns;
    if (!isInside || !(height >= 0 && height < depth)) {
      outside++;
      continue;
    }
    const cell = Math.floor(down) * columns + Math.floor(across);
    const stored = Math.fround(height);
    if (out.count[cell]!++ > 0 && !(stored > out.height[cell]!)) continue;
    out.height[cell] = stored;
    out.intensity[cell] = points[i + 3]!;
  }
  return { kept: points.length / 4 - nonFinite - outside, nonFinite, outside };
}
