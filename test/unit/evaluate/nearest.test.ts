import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../src/core/matrix.ts";
import { comparable, similarity, thinEvenly } from "../../../src/evaluate/nearest.ts";

describe("comparable", () => {
  it("makes every row's similarity with itself 1", () => {
    const rows = comparable(
      matrixFromRows([
        [1, 5],
        [2, 9],
        [4, -3],
      ]),
    );
    for (const r of [0, 1, 2]) expect(similarity(rows, r, r)).toBeCloseTo(1, 12);
  });

  it("does not let a column rule by its scale", () => {
    const one = comparable(
      matrixFromRows([
        [1, 5],
        [2, 9],
        [4, -3],
      ]),
    );
    const other = comparable(
      matrixFromRows([
        [1000, 5],
        [2000, 9],
        [4000, -3],
      ]),
    );
    expect(similarity(other, 0, 1)).toBeCloseTo(similarity(one, 0, 1), 12);
  });

  it("leaves collapsed features without any similarity", () => {
    const rows = comparable(
      matrixFromRows([
        [3, 3],
        [3, 3],
      ]),
    );
    expect(similarity(rows, 0, 1)).toBe(0);
  });
});

describe("thinEvenly", () => {
  it("keeps a short list whole and thins a long one evenly, from the first", () => {
    expect(thinEvenly([1, 2, 3], 3)).toEqual([1, 2, 3]);
    expect(thinEvenly([0, 1, 2, 3, 4, 5, 6, 7], 4)).toEqual([0, 2, 4, 6]);
    expect(thinEvenly([0, 1, 2, 3, 4], 2)).toEqual([0, 2]);
  });
});
