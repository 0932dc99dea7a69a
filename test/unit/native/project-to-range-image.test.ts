import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { projectToRangeImage } from "../../../src/native/project-to-range-image.ts";
import {
  createRangeImage,
  rowEdgesOf,
  type RangeImageSpec,
} from "../../../src/native/range-image.ts";

const degrees = Math.PI / 180;

/** 4 rows of 10° from +20° to −20°; 8 columns of 45°, the first to the left of straight behind. */
const spec: RangeImageSpec = {
  rows: 4,
  columns: 8,
  fovUpRad: 20 * degrees,
  fovDownRad: -20 * degrees,
  minRangeM: 1,
  maxRangeM: 50,
};

/** A point at a distance, to the left (yaw) and up (pitch), degrees. */
function polar(rangeM: number, yaw: number, pitch: number, intensity = 0): number[] {
  const flat = rangeM * Math.cos(pitch * degrees);
  return [
    flat * Math.cos(yaw * degrees),
    flat * Math.sin(yaw * degrees),
    rangeM * Math.sin(pitch * degrees),
    intensity,
  ];
}

function project(points: readonly (readonly number[])[], over: Partial<RangeImageSpec> = {}) {
  const used = { ...spec, ...over };
  const out = createRangeImage(used);
  const counts = projectToRangeImage(Float32Array.from(points.flat()), used, out);
  const hits = [...out.range.entries()].filter(([, range]) => range > 0);
  return { counts, out, hits: hits.map(([pixel]) => pixel) };
}

const nothing = { kept: 0, occluded: 0, nonFinite: 0, tooNear: 0, tooFar: 0, outsideFov: 0 };

describe("projectToRangeImage", () => {
  it.each([
    { yaw: -1, pitch: 15, row: 0, column: 4 }, // ahead, just right of the middle
    { yaw: 1, pitch: 15, row: 0, column: 3 },
    { yaw: 90 + 1, pitch: 5, row: 1, column: 1 }, // left
    { yaw: -90 - 1, pitch: -5, row: 2, column: 6 }, // right
    { yaw: 179, pitch: -15, row: 3, column: 0 }, // behind, from the left
    { yaw: -179, pitch: -15, row: 3, column: 7 },
  ])(
    "puts yaw $yaw°, pitch $pitch° into row $row, column $column",
    ({ yaw, pitch, row, column }) => {
      const { hits, out } = project([polar(10, yaw, pitch, 0.5)]);
      expect(hits).toEqual([row * 8 + column]);
      expect(out.range[hits[0]!]).toBeCloseTo(10, 5);
      expect(out.intensity[hits[0]!]).toBe(0.5);
    },
  );

  it("takes straight ahead into the column right of the middle and straight behind into the first", () => {
    expect(project([[10, 0, 0, 0]]).hits).toEqual([2 * 8 + 4]);
    expect(project([[-10, 0, 0, 0]]).hits).toEqual([2 * 8]);
    expect(project([[-10, -0, 0, 0]]).hits).toEqual([2 * 8]);
  });

  it("keeps the nearest return of a pixel, in whatever order they come", () => {
    const [near, far] = [polar(5, 1, 1, 0.1), polar(9, 2, 2, 0.2)];
    for (const points of [
      [near, far],
      [far, near],
    ]) {
      const { counts, out, hits } = project(points);
      expect(counts).toEqual({ ...nothing, kept: 1, occluded: 1 });
      expect(out.range[hits[0]!]).toBeCloseTo(5, 5);
      expect(out.intensity[hits[0]!]).toBe(Math.fround(0.1));
    }
  });

  it("keeps the first of two equally near returns", () => {
    const { out, hits } = project([
      [3, 4, 0, 0.25],
      [3, 4, 0, 0.75],
    ]);
    expect(out.intensity[hits[0]!]).toBe(0.25);
  });

  it("skips and counts by reason what has no place in the image", () => {
    const { counts, hits } = project([
      [NaN, 1, 1, 0],
      [1, Infinity, 1, 0],
      [1, 1, -Infinity, 0],
      [0, 0, 0, 0],
      polar(0.9, 0, 0),
      polar(51, 0, 0),
      polar(10, 0, 21),
      polar(10, 0, -21),
    ]);
    expect(counts).toEqual({ ...nothing, nonFinite: 3, tooNear: 2, tooFar: 1, outsideFov: 2 });
    expect(hits).toEqual([]);
  });

  it("calls a return without distance too near even when the least range is 0", () => {
    expect(project([[0, 0, 0, 1]], { minRangeM: 0 }).counts).toEqual({ ...nothing, tooNear: 1 });
  });

  it("includes both edges of the ranges and of the view", () => {
    const { counts } = project([
      [1, 0, 0, 0],
      [0, 50, 0, 0],
    ]);
    expect(counts).toEqual({ ...nothing, kept: 2 });
    const whole = project(
      [
        [0, 0, 10, 0],
        [0, 0, -10, 0],
      ],
      {
        fovUpRad: Math.PI / 2,
        fovDownRad: -Math.PI / 2,
      },
    );
    expect(whole.counts.kept).toBe(2);
    expect(whole.hits.map((pixel) => Math.floor(pixel / 8))).toEqual([0, 3]);
  });

  it("puts a point into the row of the nearest of unevenly spread beams", () => {
    const rowEdgesRad = rowEdgesOf([10, 4, 0, -20].map((pitch) => pitch * degrees));
    expect([...rowEdgesRad].map((edge) => Math.round(edge / degrees))).toEqual([
      13, 7, 2, -10, -30,
    ]);
    const rowsOf = (...pitches: number[]) =>
      project(
        pitches.map((pitch) => polar(10, 1, pitch)),
        { rowEdgesRad },
      ).hits.map((pixel) => Math.floor(pixel / 8));
    expect([12, 5, 1, -9, -11].map((pitch) => rowsOf(pitch))).toEqual([[0], [1], [2], [2], [3]]);
    expect(rowsOf(14, -31)).toEqual([]);
  });

  it.each([
    { ringOrder: "highest-first" as const, rows: [0, 3] },
    { ringOrder: "lowest-first" as const, rows: [3, 0] },
  ])("puts a point into its ring's row, $ringOrder, whatever its pitch", ({ ringOrder, rows }) => {
    const points = Float32Array.from([polar(10, 1, 60), polar(10, 1, 0), polar(10, 1, 0)].flat());
    const out = createRangeImage(spec);
    const rowOfRing = (ring: number) => {
      const rings = Uint16Array.of(ring, 9, 9);
      const counts = projectToRangeImage(points, { ...spec, ringOrder }, out, rings);
      expect(counts).toEqual({ ...nothing, kept: 1, outsideFov: 2 });
      return Math.floor(out.range.findIndex((range) => range > 0) / 8);
    };
    expect([rowOfRing(0), rowOfRing(3)]).toEqual(rows);
    // A scan without rings falls back on the pitch.
    expect(projectToRangeImage(points, { ...spec, ringOrder }, out).outsideFov).toBe(1);
    expect(() => projectToRangeImage(points, spec, out, Uint16Array.of(0))).toThrow(
      /SHAPE_MISMATCH/,
    );
  });

  it("forgets the scan before", () => {
    const out = createRangeImage(spec);
    projectToRangeImage(Float32Array.from(polar(10, 0, 0, 1)), spec, out);
    projectToRangeImage(new Float32Array(0), spec, out);
    expect(out.range.every((range) => range === 0)).toBe(true);
    expect(out.intensity.every((intensity) => intensity === 0)).toBe(true);
  });

  it("refuses points and images of the wrong length", () => {
    const out = createRangeImage(spec);
    expect(() => projectToRangeImage(new Float32Array(5), spec, out)).toThrow(
      /expected points \[n, 4\], received 5 numbers.*SHAPE_MISMATCH/,
    );
    const wide = { ...spec, columns: 9 };
    expect(() => projectToRangeImage(new Float32Array(4), wide, out)).toThrow(
      /expected 36 pixels, received 32/,
    );
  });

  const anyNumber = fc.oneof(
    fc.float({ min: -60, max: 60, noNaN: true }),
    fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e-45, 3e38),
  );
  const scans = fc.array(fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber), { maxLength: 60 });

  it("writes only ranges of real points, counts every point once and loses nothing nearer", () => {
    fc.assert(
      fc.property(scans, (points) => {
        const { counts, out, hits } = project(points);
        const sum = Object.values({ ...counts }).reduce((a, b) => a + b, 0);
        expect(sum).toBe(points.length);
        expect(hits).toHaveLength(counts.kept);
        const ranges = points.map(([x, y, z]) => Math.fround(Math.sqrt(x * x + y * y + z * z)));
        for (const pixel of hits) expect(ranges).toContain(out.range[pixel]);
        // Each point alone shows where it belongs; together no pixel may be farther than one of its own.
        for (const [i, point] of points.entries()) {
          const [pixel] = project([point]).hits;
          if (pixel !== undefined) expect(out.range[pixel]).toBeLessThanOrEqual(ranges[i]!);
        }
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
