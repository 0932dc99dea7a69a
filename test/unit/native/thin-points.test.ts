import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createThinScratch, thinPoints } from "../../../src/native/thin-points.ts";
import { thinPointsTwin } from "../../../src/native/twins/thin-points.ts";
import { anyScan } from "../../support/scans.ts";

describe("thinPoints", () => {
  it("writes the mean of each voxel's points, in the order in which voxels are met", () => {
    const points = Float32Array.from(
      [
        [0.1, 0.1, 0.1, 1],
        [-0.1, 0.1, 0.1, 4],
        [0.3, 0.2, 0.4, 2],
        [NaN, 0, 0, 0],
        [1e6, 0, 0, 0],
      ].flat(),
    );
    const out = new Float32Array(20);
    expect(thinPoints(points, 0.5, createThinScratch(5), out)).toEqual({
      ...{ voxels: 2, nonFinite: 1, outside: 1 },
    });
    const expected = [0.2, 0.15, 0.25, 1.5, -0.1, 0.1, 0.1, 4];
    for (const [i, value] of expected.entries()) expect(out[i]).toBeCloseTo(value, 6);
  });

  it("gives its twin's bits for any scan and any voxel, on a scratch that was used before", () => {
    const scratch = createThinScratch(700);
    const voxels = fc.double({ min: 1e-3, max: 50, noNaN: true });
    fc.assert(
      fc.property(anyScan, voxels, (points, voxelM) => {
        const [ours, twins] = [new Float32Array(points.length), new Float32Array(points.length)];
        const counts = thinPoints(points, voxelM, scratch, ours);
        expect(counts).toEqual(thinPointsTwin(points, voxelM, twins));
        expect(ours).toEqual(twins);
      }),
      { seed: 23, numRuns: 150 },
    );
  });

  it("refuses no size, another output and a scratch that is too small", () => {
    const points = new Float32Array(8);
    const thin = (voxelM: number, room: number, most: number) => () =>
      thinPoints(points, voxelM, createThinScratch(most), new Float32Array(room));
    expect(thin(1, 8, 2)).not.toThrow();
    for (const size of [0, -1, NaN, Infinity]) expect(thin(size, 8, 2)).toThrow(/OPTION_INVALID/);
    expect(thin(1, 7, 2)).toThrow(/SHAPE_MISMATCH/);
    expect(thin(1, 8, 1)).toThrow(/SHAPE_MISMATCH/);
  });
});
