import type { ThinCounts } from "../thin-points.ts";

const mostVoxels = 65_536;

/** `thinPoints` in plain TypeScript, for arguments that it has checked. */
export function thinPointsTwin(
  points: Float32Array,
  voxelM: number,
  out: Float32Array,
): ThinCounts {
  const perM = 1 / voxelM;
  const voxels = new Map<number, { sums: [number, number, number, number]; count: number }>();
  let nonFinite = 0;
  let outside = 0;
  for (let i = 0; i < points.length; i += 4) {
    const [px, py, pz, intensity] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
    if (!Number.isFinite(px + py + pz)) {
      nonFinite++;
      continue;
    }
    const [x, y, z] = [Math.floor(px * perM), Math.floor(py * perM), Math.floor(pz * perM)];
    if (![x, y, z].every((v) => v >= -mostVoxels && v < mostVoxels)) {
      outside++;
      continue;
    }
    // Three numbers of 17 bits: 51 of the 53 that a number holds.
    const key = ((x + mostVoxels) * 2 ** 17 + (y + mostVoxels)) * 2 ** 17 + (z + mostVoxels);
    const voxel = voxels.get(key) ?? { sums: [0, 0, 0, 0], count: 0 };
    if (voxel.count++ === 0) voxels.set(key, voxel);
    voxel.sums[0] += px;
    voxel.sums[1] += py;
    voxel.sums[2] += pz;
    voxel.sums[3] += intensity;
  }
  let at = 0;
  for (const { sums, count } of voxels.values()) {
    for (const sum of sums) out[at++] = sum / count;
  }
  return { voxels: voxels.size, nonFinite, outside };
}
