import { fail } from "../core/errors.ts";
import { loadedKernels } from "./loaded-kernels.ts";
import { thinPointsTwin } from "./twins/thin-points.ts";

/** What became of the points. */
export interface ThinCounts {
  /** Points written, one a voxel. */
  readonly voxels: number;
  readonly nonFinite: number;
  /** Farther than 65,536 voxels from the sensor along an axis. */
  readonly outside: number;
}

/** What thinning needs beside its output; the caller's, to be used again for the next scan. */
export interface ThinScratch {
  readonly keys: BigUint64Array;
  readonly places: Uint32Array;
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
}

/** A scratch for scans of up to `maxPoints` points: 80 bytes a point or less. */
export function createThinScratch(maxPoints: number): ThinScratch {
  const table = tableSize(maxPoints);
  return {
    keys: new BigUint64Array(table),
    places: new Uint32Array(table),
    sums: new Float64Array(4 * maxPoints),
    counts: new Uint32Array(maxPoints),
  };
}

/**
 * Replaces the points of each voxel by their mean, all four numbers: into the first `voxels` points of `out`, [n, 4], in
 * the order in which the voxels are met first. Allocates only the counts.
 *
 * The addon and its twin give the same bits.
 *
 * @throws AppError SHAPE_MISMATCH when the lengths do not fit; OPTION_INVALID for a voxel without a size
 */
export function thinPoints(
  points: Float32Array,
  voxelM: number,
  scratch: ThinScratch,
  out: Float32Array,
): ThinCounts {
  if (!(voxelM > 0 && Number.isFinite(1 / voxelM) && voxelM < Infinity)) {
    fail("OPTION_INVALID", "voxelM", "metres, more than 0", voxelM);
  }
  if (points.length % 4 !== 0 || out.length !== points.length) {
    const given = `${points.length} and ${out.length} numbers`;
    fail("SHAPE_MISMATCH", "thinPoints", "points and an output [n, 4]", given);
  }
  const count = points.length / 4;
  if (scratch.counts.length < count || scratch.keys.length < tableSize(count)) {
    fail("SHAPE_MISMATCH", "thinPoints", `a scratch for ${count} points`, "a smaller one");
  }
  const kernels = loadedKernels();
  if (kernels === undefined) return thinPointsTwin(points, voxelM, out);
  const { keys, places, sums, counts } = scratch;
  return kernels.thinPoints(points, voxelM, keys, places, sums, counts, out);
}

/** The least power of two of which the points fill at most half. */
const tableSize = (count: number): number => 2 ** Math.ceil(Math.log2(2 * count + 2));
