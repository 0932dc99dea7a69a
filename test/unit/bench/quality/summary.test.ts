import { describe, expect, it } from "vitest";
import { errorRatio, summarise, summariseScores } from "../../../../src/bench/quality/summary.ts";

describe("summarise", () => {
  it("gives the mean and the interval of Student's t", () => {
    // t(0.975, 2) = 4.303; the standard deviation of 1, 2, 3 is 1.
    const { mean, interval } = summarise([1, 2, 3]);
    expect(mean).toBe(2);
    expect(interval![1] - mean).toBeCloseTo(4.303 / Math.sqrt(3), 6);
    expect(mean - interval![0]).toBeCloseTo(4.303 / Math.sqrt(3), 6);
  });

  it("has no interval for one seed", () => {
    expect(summarise([0.4])).toEqual({ mean: 0.4, seeds: 1 });
  });
});

describe("summariseScores", () => {
  it("leaves out a score that one of the seeds lacks", () => {
    const found = summariseScores([{ scores: { yaw: 1, place: 0.5 } }, { scores: { yaw: 3 } }]);
    expect(Object.keys(found)).toEqual(["yaw"]);
    expect(found["yaw"]!.mean).toBe(2);
  });
});

describe("errorRatio", () => {
  it("is the ratio of the root mean square errors", () => {
    // Half the error is a quarter of the unexplained variance.
    expect(errorRatio(0.9, 0.6)).toBeCloseTo(0.5, 12);
    expect(errorRatio(0.2, 0.2)).toBe(1);
  });
});
