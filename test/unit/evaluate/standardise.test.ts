import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../src/core/matrix.ts";
import {
  fitCommonScale,
  fitFlooredStandardiser,
  fitStandardiser,
} from "../../../src/evaluate/standardise.ts";

describe("fitStandardiser", () => {
  it("takes mean and deviation from the rows it was fitted on and applies them to any", () => {
    const matrix = matrixFromRows([
      [1, 10],
      [3, 30],
      [7, 70],
    ]);
    const standardiser = fitStandardiser(matrix, [0, 1]);
    expect(standardiser.kept).toEqual([0, 1]);
    expect([...standardiser.apply(matrix, [0, 2]).data]).toEqual([-1, -1, 5, 5]);
  });

  it("drops a column that is constant in those rows, and one that only holds rounding", () => {
    const matrix = matrixFromRows([
      [1, 4, 1],
      [2, 4, 1 + 6e-8],
      [3, 9, 1],
    ]);
    const standardiser = fitStandardiser(matrix, [0, 1]);
    expect(standardiser.kept).toEqual([0]);
    expect(standardiser.apply(matrix, [2])).toMatchObject({ rows: 1, columns: 1 });
  });

  it("keeps small columns: what counts is change against the mean, not size", () => {
    expect(fitStandardiser(matrixFromRows([[1e-9], [3e-9]]), [0, 1]).kept).toEqual([0]);
  });
});

describe("a standardiser with a floor", () => {
  const matrix = { rows: 2, columns: 3, data: Float64Array.of(-1, -0.001, 4, 1, 0.001, 4) };

  it("lets no deviation fall below a tenth of the usual one, and leaves constants out", () => {
    const { deviation, kept } = fitFlooredStandardiser(matrix, [0, 1]);
    expect(kept).toEqual([0, 1]);
    expect(deviation[0]).toBeCloseTo(1, 12);
    expect(deviation[1]).toBeCloseTo(0.1 * Math.sqrt((1 + 1e-6) / 2), 12);
  });

  it("may give all columns the same", () => {
    const { deviation } = fitCommonScale(matrix, [0, 1]);
    expect(deviation[0]).toBe(deviation[1]);
  });
});
