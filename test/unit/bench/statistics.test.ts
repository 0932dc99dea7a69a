import { describe, expect, it } from "vitest";
import { median, pairedRatio } from "../../../src/bench/statistics.ts";

describe("median", () => {
  it("is the middle value, whatever the order", () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([5])).toBe(5);
  });

  it("is the mean of the two in the middle of an even number", () => {
    expect(median([8, 1, 2, 100])).toBe(5);
  });
});

describe("pairedRatio", () => {
  it("compares block with block, so that a slow minute for both sides changes nothing", () => {
    const rounds = [
      { ours: [10, 10, 30], peer: [20, 20, 20] },
      { ours: [100, 100], peer: [200, 200] },
    ];
    expect(pairedRatio(rounds)).toEqual({ median: 2, lowest: 2, highest: 2 });
  });

  it("tells how far the rounds lie apart", () => {
    const rounds = [1, 2, 4].map((factor) => ({ ours: [10], peer: [10 * factor] }));
    expect(pairedRatio(rounds)).toEqual({ median: 2, lowest: 1, highest: 4 });
  });
});
