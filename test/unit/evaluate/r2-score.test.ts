import { describe, expect, it } from "vitest";
import { r2Score } from "../../../src/evaluate/r2-score.ts";

const score = (actual: readonly number[], predicted: readonly number[]) =>
  r2Score(Float64Array.from(actual), Float64Array.from(predicted));

describe("r2Score", () => {
  it("is 1 for a perfect prediction and 0 for the mean", () => {
    expect(score([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(score([1, 2, 3], [2, 2, 2])).toBe(0);
  });

  it("is by hand 0.5 for [0, 2] predicted as [0, 1]", () => {
    expect(score([0, 2], [0, 1])).toBe(0.5);
  });

  it("is below 0 for a prediction worse than the mean", () => {
    expect(score([1, 2, 3], [3, 2, 1])).toBe(-3);
  });

  it("is absent for a constant label, also when rounding makes its mean differ from it", () => {
    expect(score([4, 4, 4], [1, 2, 3])).toBeUndefined();
    expect(score([0.1, 0.1, 0.1], [0, 0, 0])).toBeUndefined();
  });

  it("is absent for fewer than two values", () => {
    expect(score([1], [1])).toBeUndefined();
    expect(score([], [])).toBeUndefined();
  });
});
