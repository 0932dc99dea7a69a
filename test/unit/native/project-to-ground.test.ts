import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGroundGrid, type GroundSpec } from "../../../src/native/ground-grid.ts";
import { projectToGround } from "../../../src/native/project-to-ground.ts";
import { projectToGroundTwin } from "../../../src/native/twins/project-to-ground.ts";
import { anyScan } from "../../support/scans.ts";

/** Four rows of 2 m ahead, two columns of 3 m, from 1 m below the sensor up. */
const spec: GroundSpec = {
  ...{ rows: 4, columns: 2, minXM: 0, maxXM: 8 },
  ...{ minYM: -3, maxYM: 3, minZM: -1, maxZM: 2 },
};

function look(...points: (readonly number[])[]) {
  const grid = createGroundGrid(spec);
  return { grid, counts: projectToGround(Float32Array.from(points.flat()), spec, grid) };
}

describe("projectToGround", () => {
  it("puts what is far ahead into the first row and what is left into the first column", () => {
    const cellOf = (x: number, y: number) => look([x, y, 0, 1]).grid.count.indexOf(1);
    expect([cellOf(7, 1), cellOf(7, -1), cellOf(1, 1), cellOf(1, -1)]).toEqual([0, 1, 6, 7]);
    // Front and left faces belong to the box, the others do not.
    expect([cellOf(8, 3), cellOf(0, 1), cellOf(1, -3)]).toEqual([0, -1, -1]);
  });

  it("keeps the highest point's height and intensity, the first of two as high, and counts all", () => {
    const { grid, counts } = look(
      [7, 1, 0.5, 0.2],
      [7, 1, 1.5, 0.4],
      [7, 1, 1.5, 0.6],
      [7, 1, -1, 0.8],
    );
    expect([grid.height[0], grid.intensity[0], grid.count[0]]).toEqual([2.5, Math.fround(0.4), 4]);
    expect(counts).toEqual({ kept: 4, nonFinite: 0, outside: 0 });
  });

  it("counts what is outside and what is not finite, and forgets the scan before", () => {
    const { grid, counts } = look(
      [1, 1, 2, 0],
      [1, 1, -1.1, 0],
      [9, 0, 0, 0],
      [NaN, 0, 0, 0],
      [0, Infinity, 0, 0],
    );
    expect(counts).toEqual({ kept: 0, nonFinite: 2, outside: 3 });
    grid.count.fill(9);
    projectToGround(new Float32Array(0), spec, grid);
    expect([...grid.count]).toEqual(new Array(8).fill(0));
  });

  it("gives its twin's bits for any scan", () => {
    const specs = fc.record({
      ...{ rows: fc.integer({ min: 1, max: 40 }), columns: fc.integer({ min: 1, max: 40 }) },
      ...{ minXM: fc.integer({ min: -9, max: 0 }), maxXM: fc.integer({ min: 1, max: 90 }) },
      ...{
        minYM: fc.double({ min: -9, max: 0, noNaN: true }),
        maxYM: fc.integer({ min: 1, max: 9 }),
      },
      ...{
        minZM: fc.integer({ min: -9, max: 0 }),
        maxZM: fc.double({ min: 1, max: 90, noNaN: true }),
      },
    });
    fc.assert(
      fc.property(anyScan, specs, (points, any) => {
        const [ours, twins] = [createGroundGrid(any), createGroundGrid(any)];
        expect(projectToGround(points, any, ours)).toEqual(projectToGroundTwin(points, any, twins));
        expect(ours).toEqual(twins);
      }),
      { seed: 22, numRuns: 60 },
    );
  });

  it("refuses a box without a size and a grid of another one", () => {
    const grid = createGroundGrid(spec);
    const points = new Float32Array(4);
    for (const wrong of [{ rows: 0 }, { maxXM: 0 }, { minYM: NaN }, { maxZM: Infinity }]) {
      expect(() => projectToGround(points, { ...spec, ...wrong }, grid)).toThrow(/OPTION_INVALID/);
    }
    expect(() => projectToGround(points, { ...spec, rows: 5 }, grid)).toThrow(/SHAPE_MISMATCH/);
    expect(() => projectToGround(new Float32Array(5), spec, grid)).toThrow(/SHAPE_MISMATCH/);
  });
});
