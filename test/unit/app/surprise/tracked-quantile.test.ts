import { describe, expect, it } from "vitest";
import { createTrackedQuantile } from "../../../../src/app/surprise/tracked-quantile.ts";
import { warmUp } from "../../../../src/app/surprise/own-history.ts";
import { randomFor } from "../../../../src/core/random.ts";

/** Scores that wander: each stretch is unlike the one before, as streets are. */
function wandering(count: number, seed: number): readonly number[] {
  const random = randomFor(seed, "wandering");
  let level = 0;
  return Array.from({ length: count }, (_, i) => {
    level = 0.99 * level + 0.1 * random.normal();
    return level + i / count + 0.2 * random.normal();
  });
}

const partAbove = (quantiles: readonly number[], q: number): number =>
  quantiles.filter((quantile) => quantile > q).length / quantiles.length;

describe("createTrackedQuantile", () => {
  it("says nothing before it has seen enough", () => {
    const tracked = createTrackedQuantile();
    const said = Array.from({ length: warmUp + 1 }, (_, i) => tracked.judge(i % 7));
    expect(said.slice(0, warmUp).every((quantile) => quantile === undefined)).toBe(true);
    expect(said[warmUp]).toBeDefined();
  });

  it.each([1, 2, 3])("keeps its promise while scores wander and rise (seed %i)", (seed) => {
    const tracked = createTrackedQuantile();
    const scores = wandering(1000, seed);
    const said = scores.map((score) => tracked.judge(score)).slice(warmUp) as number[];
    expect(Math.abs(partAbove(said, 0.9) - 0.1)).toBeLessThan(0.02);
    expect(Math.abs(partAbove(said, 0.99) - 0.01)).toBeLessThan(0.02);
  });

  it("ranks what is higher higher, within [0, 1], and what was never seen above 0.99", () => {
    const scores = wandering(600, 4);
    const said = [-100, ...scores.toSorted((a, b) => a - b), 100].map((last) => {
      const tracked = createTrackedQuantile();
      for (const score of scores) tracked.judge(score);
      return tracked.judge(last)!;
    });
    expect(said[0]).toBe(0);
    expect(said.at(-1)).toBeGreaterThan(0.99);
    expect(said.at(-1)).toBeLessThanOrEqual(1);
    expect(said.every((quantile, i) => i === 0 || quantile >= said[i - 1]!)).toBe(true);
  });

  it("has nothing to say of scores that are all alike but whether one is", () => {
    const tracked = createTrackedQuantile();
    for (let i = 0; i < 300; i++) tracked.judge(2);
    expect(tracked.judge(2)).toBe(0);
    expect(tracked.judge(3)).toBeGreaterThan(0.99);
    tracked.clear();
    expect(tracked.judge(2)).toBeUndefined();
    expect(tracked.count).toBe(1);
  });
});
