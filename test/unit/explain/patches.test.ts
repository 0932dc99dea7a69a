import { describe, expect, it } from "vitest";
import { coverPatches, markedTenth, patchGrid, sumPatches } from "../../../src/explain/patches.ts";

describe("patches", () => {
  it("are as small as 256 of them allow, and cover frames that they do not divide", () => {
    expect(patchGrid(64, 96)).toMatchObject({ side: 8, rows: 8, columns: 12 });
    expect(patchGrid(32, 256)).toMatchObject({ side: 8, rows: 4, columns: 32 });
    expect(patchGrid(20, 50)).toMatchObject({ side: 2, rows: 10, columns: 25 });
    expect(patchGrid(33, 33)).toMatchObject({ side: 4, rows: 9, columns: 9 });
  });

  it("add up every number once", () => {
    const grid = patchGrid(33, 35);
    const values = Float32Array.from({ length: 33 * 35 * 3 }, (_, i) => (i % 7) - 2);
    const sums = sumPatches(grid, values);
    expect(sums).toHaveLength(grid.rows * grid.columns);
    expect(sums.reduce((a, b) => a + b, 0)).toBeCloseTo(
      values.reduce((a, b) => a + b, 0),
      6,
    );
  });

  it("cover what they are asked to and nothing else", () => {
    const grid = patchGrid(32, 32);
    const frame = new Float32Array(32 * 32 * 3).fill(1);
    const covered = coverPatches(grid, frame, new Float32Array(frame.length), new Set([0, 17]));
    const sums = sumPatches(grid, covered);
    expect([sums[0], sums[17], sums[1]]).toEqual([0, 0, 3 * grid.side ** 2]);
    expect(frame.every((value) => value === 1)).toBe(true);
  });

  it("are marked by size, whatever the sign", () => {
    const values = Float64Array.from({ length: 20 }, (_, i) => i / 20);
    values[3] = -5;
    expect([...markedTenth(values)].sort((a, b) => a - b)).toEqual([3, 19]);
  });
});
