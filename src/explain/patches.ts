import { modelChannels } from "../learn/model-input.ts";

/** A frame cut into square patches, row by row. */
export interface PatchGrid {
  readonly height: number;
  readonly width: number;
  readonly side: number;
  readonly rows: number;
  readonly columns: number;
}

/** Most patches: each costs a pass of the encoder when it is covered. */
const mostPatches = 256;

/** The smallest patches, with a power of two as side, that make at most 256 of the frame. */
export function patchGrid(height: number, width: number): PatchGrid {
  let side = 1;
  const count = (length: number): number => Math.ceil(length / side);
  while (count(height) * count(width) > mostPatches) side *= 2;
  return { height, width, side, rows: count(height), columns: count(width) };
}

/** Sums of values over the patches. Shapes: values [H, W, 3] → [rows · columns]. */
export function sumPatches(grid: PatchGrid, values: Float32Array): Float64Array {
  const sums = new Float64Array(grid.rows * grid.columns);
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const at = (y * grid.width + x) * modelChannels;
      const patch = Math.floor(y / grid.side) * grid.columns + Math.floor(x / grid.side);
      for (let c = 0; c < modelChannels; c++) sums[patch]! += values[at + c]!;
    }
  }
  return sums;
}

/** A copy of the frame with some patches taken from `empty`. Shapes: frame and empty [H, W, 3]. */
export function coverPatches(
  grid: PatchGrid,
  frame: Float32Array,
  empty: Float32Array,
  patches: ReadonlySet<number>,
): Float32Array {
  const covered = frame.slice();
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const patch = Math.floor(y / grid.side) * grid.columns + Math.floor(x / grid.side);
      if (!patches.has(patch)) continue;
      const at = (y * grid.width + x) * modelChannels;
      covered.set(empty.subarray(at, at + modelChannels), at);
    }
  }
  return covered;
}

/** The tenth of the patches, at least one, whose values are largest in size. */
export function markedTenth(values: Float64Array): ReadonlySet<number> {
  const order = [...values.keys()].sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!));
  return new Set(order.slice(0, tenthOf(values.length)));
}

/** How many patches a tenth of `count` is. */
export function tenthOf(count: number): number {
  return Math.max(1, Math.round(count / 10));
}
