import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../src/core/matrix.ts";
import { randomFor } from "../../../src/core/random.ts";
import { blockBootstrap } from "../../../src/evaluate/block-bootstrap.ts";
import { regularStamps } from "../../support/random-matrix.ts";

const stampsNs = regularStamps(1000, 100);
const upTo = (end: number) => Array.from({ length: end }, (_, i) => i);
/** The interval of the mean. */
const meanInterval = (values: readonly number[], options: { seed?: number; draws?: number } = {}) =>
  blockBootstrap({
    stampsNs,
    terms: matrixFromRows(values.map((value) => [1, value])),
    statistic: ([count, sum]) => sum! / count!,
    ...options,
  });

describe("blockBootstrap", () => {
  it("holds the statistic of the whole inside the interval", () => {
    const random = randomFor(1, "noise");
    const values = upTo(1000).map(() => random.normal());
    const [low, high] = meanInterval(values)!;
    const mean = values.reduce((sum, value) => sum + value, 0) / 1000;
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    // ±1.96/√1000, give or take what ten blocks can tell.
    expect(high - low).toBeGreaterThan(0.05);
    expect(high - low).toBeLessThan(0.25);
  });

  it("is much wider for values that stay the same for a block than for independent ones", () => {
    const random = randomFor(2, "noise");
    const levels = upTo(10).map(() => random.normal());
    const width = (values: readonly number[]) => {
      const [low, high] = meanInterval(values)!;
      return high - low;
    };
    const slow = upTo(1000).map((i) => levels[Math.floor(i / 100)]!);
    const fast = upTo(1000).map(() => random.normal());
    expect(width(slow)).toBeGreaterThan(4 * width(fast));
  });

  it("draws whole blocks, as many as there are", () => {
    const counts = new Set<number>();
    blockBootstrap({
      stampsNs,
      // One column a block: its sum is 100 times how often that block was drawn.
      terms: matrixFromRows(
        upTo(1000).map((i) => upTo(10).map((block) => (Math.floor(i / 100) === block ? 1 : 0))),
      ),
      draws: 20,
      statistic: (sums) => {
        for (const sum of sums) counts.add(sum % 100);
        counts.add(sums.reduce((total, sum) => total + sum, 0) - 1000);
        return 0;
      },
    });
    expect([...counts]).toEqual([0]);
  });

  it("gives the same interval for the same seed, another for another", () => {
    const values = upTo(1000).map((i) => Math.sin(i / 30) + i / 1000);
    const run = (seed: number) => meanInterval(values, { seed, draws: 50 });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it("is absent when the frames span fewer than five blocks", () => {
    const run = (frames: number) =>
      blockBootstrap({
        stampsNs: regularStamps(frames, 100),
        terms: matrixFromRows(upTo(frames).map(() => [1])),
        statistic: () => 1,
      });
    expect(run(400)).toBeUndefined();
    expect(run(500)).toEqual([1, 1]);
    expect(run(1)).toBeUndefined();
    expect(run(0)).toBeUndefined();
  });

  it("passes over draws without a value, and is absent when there is none at all", () => {
    const terms = matrixFromRows(upTo(1000).map(() => [1]));
    let draw = 0;
    const statistic = () => (draw++ % 2 === 0 ? undefined : 7);
    expect(blockBootstrap({ stampsNs, terms, statistic, draws: 10 })).toEqual([7, 7]);
    expect(blockBootstrap({ stampsNs, terms, statistic: () => undefined })).toBeUndefined();
  });
});
