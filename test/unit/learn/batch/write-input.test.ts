import { describe, expect, it } from "vitest";
import type { Sample } from "../../../../src/frames/sample.ts";
import {
  noPhotometry,
  noShift,
  type Photometry,
  type Shift,
} from "../../../../src/learn/batch/augment.ts";
import { inputSize, writeInput } from "../../../../src/learn/batch/write-input.ts";
import { normalizeUnit } from "../../../../src/learn/model-input.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { cameraSample, lidarSample } from "../../../support/samples.ts";

function written(
  sample: Sample,
  { photometry = noPhotometry, shift = noShift }: { photometry?: Photometry; shift?: Shift } = {},
): Float32Array {
  const out = new Float32Array(inputSize(sample)).fill(NaN);
  writeInput(sample, photometry, shift, out, 0);
  return out;
}

/** One number for each pixel. */
const channel = (values: Float32Array, c: number) => values.filter((_, i) => i % 3 === c);

describe("writeInput for a camera", () => {
  /** The red of a pixel names its place: 10·row + column. */
  const places = cameraSample({
    ms: 0,
    height: 3,
    width: 4,
    pixel: (row, column, c) => (c === 0 ? 10 * row + column : 0),
  });
  const placesSeen = (shift: Shift) =>
    Array.from(channel(written(places, { shift }), 0), (v) => Math.round((v / 4 + 0.5) * 255));

  it("normalises each colour: 0 is −2, full scale is 2", () => {
    const sample = cameraSample({ ms: 0, pixel: (_, column, c) => (column === 0 ? 85 * c : 255) });
    const pixels = [-2, -2 + 4 / 3, -2 + 8 / 3, 2, 2, 2];
    expectAllClose(written(sample), [...pixels, ...pixels], 1e-6);
  });

  it("looks at a shifted place, and repeats the border beyond it", () => {
    expect(placesSeen({ rows: 1, columns: 1 })).toEqual([
      11, 12, 13, 13, 21, 22, 23, 23, 21, 22, 23, 23,
    ]);
    expect(placesSeen({ rows: -1, columns: -2 })).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 10, 10, 10, 11]);
    expect(placesSeen({ rows: 9, columns: 9 })).toEqual(new Array(12).fill(23));
  });

  it("applies (v − ½)·gain + ½ + offset to each colour by itself", () => {
    const sample = cameraSample({
      ms: 0,
      height: 1,
      width: 1,
      pixel: (_r, _c, c) => [0, 51, 204][c]!,
    });
    const photometry = { gain: [2, 0.5, 1.5], offset: 0.1 } as const;
    const expected = [-0.5 * 2, -0.3 * 0.5, 0.3 * 1.5].map((v) => 4 * (v + 0.1));
    expectAllClose(written(sample, { photometry }), expected, 1e-6);
  });

  it("writes at its offset and nowhere else", () => {
    const sample = cameraSample({ ms: 0, height: 1, width: 1, pixel: () => 255 });
    const out = new Float32Array(9).fill(7);
    writeInput(sample, noPhotometry, noShift, out, 3);
    expect([...out]).toEqual([7, 7, 7, 2, 2, 2, 7, 7, 7]);
  });
});

describe("writeInput for a lidar", () => {
  it("gives range, intensity and mask, all 0 where nothing was hit", () => {
    const sample = lidarSample({
      ms: 0,
      height: 1,
      width: 3,
      pixel: (_, column, c) =>
        [
          [1, 0],
          [0, 40_000],
          [65_535, 65_535],
        ][column]![c]!,
    });
    // The nearest range is stored as 1, so that 0 can mean no return.
    expectAllClose(written(sample), [-2, -2, 1, 0, 0, 0, 2, 2, 1], 1e-6);
  });

  it("goes round along the columns and repeats the border along the rows", () => {
    const sample = lidarSample({
      ms: 0,
      height: 2,
      width: 4,
      pixel: (row, column, c) => (c === 0 ? 1000 * (1 + row) + column : 0),
    });
    const seen = (shift: Shift) =>
      Array.from(
        channel(written(sample, { shift }), 0),
        (v) => Math.round((v / 4 + 0.5) * 65_534) + 1,
      );
    const [upper, lower] = [1000, 2000];
    expect(seen({ rows: 0, columns: 1 })).toEqual(
      [1, 2, 3, 0].map((c) => upper + c).concat([1, 2, 3, 0].map((c) => lower + c)),
    );
    expect(seen({ rows: 1, columns: -1 })).toEqual(
      [3, 0, 1, 2].map((c) => lower + c).concat([3, 0, 1, 2].map((c) => lower + c)),
    );
    expect(seen({ rows: 0, columns: 4 + 1 })).toEqual(seen({ rows: 0, columns: 1 }));
    expect(seen({ rows: 0, columns: -9 })).toEqual(seen({ rows: 0, columns: -1 }));
  });

  it("scales intensity by the gain up to full scale, and leaves range alone", () => {
    const sample = lidarSample({
      ms: 0,
      height: 1,
      width: 2,
      pixel: (_, column, c) => (c === 0 ? 30_000 : [13_107, 52_428][column]!),
    });
    const photometry = { gain: [1.5, 9, 9], offset: 0.7 } as const;
    const found = written(sample, { photometry });
    expectAllClose(channel(found, 0), channel(written(sample), 0));
    expectAllClose(channel(found, 1), [normalizeUnit(0.3), normalizeUnit(1)], 1e-6);
  });
});
