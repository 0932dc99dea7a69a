import { describe, expect, it } from "vitest";
import { createPercentileWindow } from "../../../src/app/percentile-window.ts";

const windowOf = (size: number, values: readonly number[]) => {
  const window = createPercentileWindow(size);
  for (const value of values) window.add(value);
  return window;
};

describe("a percentile window", () => {
  it("is 0 while there is no value", () => {
    expect(windowOf(4, []).percentiles()).toEqual({ p50: 0, p99: 0 });
  });

  it("gives the nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(windowOf(200, hundred).percentiles()).toEqual({ p50: 50, p99: 99 });
    expect(windowOf(200, [7]).percentiles()).toEqual({ p50: 7, p99: 7 });
    expect(windowOf(200, [9, 1]).percentiles()).toEqual({ p50: 1, p99: 9 });
  });

  it("sorts by size, not by text", () => {
    expect(windowOf(8, [100, 9, 20]).percentiles().p50).toBe(20);
  });

  it("forgets the oldest once it is full", () => {
    expect(windowOf(3, [1000, 1000, 1, 2, 3]).percentiles()).toEqual({ p50: 2, p99: 3 });
  });
});
