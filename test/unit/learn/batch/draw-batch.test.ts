import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import type { Clip } from "../../../../src/learn/batch/clip.ts";
import { drawBatch, type DrawBatchOptions } from "../../../../src/learn/batch/draw-batch.ts";
import type { Segment } from "../../../../src/learn/memory/segment.ts";
import { msOf, segmentOf, times } from "../../../support/samples.ts";

const seed = 53;
const options: DrawBatchOptions = {
  batch: 16,
  timing: { minGapMs: 100, maxGapMs: 500, minHorizonMs: 100, maxHorizonMs: 300 },
  minimumGapMs: 1000,
  freshFraction: 0.25,
  freshWindowS: 20,
};
/** 100 seconds at 10 Hz in stretches of 2 s, which are 10 s apart where `every` says so. */
const minutes = (stretches: number, everyMs = 2000): Segment[] =>
  Array.from({ length: stretches }, (_, i) => segmentOf(...times(20, 100, i * everyMs)));
const long = minutes(50);

const draw = (segments: readonly Segment[], i: number, change: Partial<DrawBatchOptions> = {}) =>
  drawBatch(segments, { ...options, ...change }, randomFor(seed, i));
const currents = (clips: readonly Clip[] | undefined) => clips!.map(({ current }) => msOf(current));
const nearest = (stamps: readonly number[]): number => {
  const sorted = stamps.toSorted((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((at, i) => at - sorted[i]!));
};

describe("drawBatch", () => {
  it("fills the batch with clips that lie apart by the least gap", () => {
    for (let i = 0; i < 100; i++) {
      const clips = draw(long, i);
      expect(clips, `seed ${seed}, draw ${i}`).toHaveLength(16);
      expect(nearest(currents(clips)), `seed ${seed}, draw ${i}`).toBeGreaterThanOrEqual(1000);
    }
  });

  it("keeps all frames of a clip in one stretch", () => {
    const apart = minutes(30, 10_000);
    for (let i = 0; i < 50; i++) {
      for (const { previous, current, next } of draw(apart, i)!) {
        const home = apart.find(({ samples }) => samples.includes(current))!;
        expect([previous, next].every((frame) => home.samples.includes(frame))).toBe(true);
        expect(previous.stampNs < current.stampNs && current.stampNs < next.stampNs).toBe(true);
      }
    }
  });

  it("takes the fresh share from the newest seconds, and the rest from everywhere", () => {
    let [fresh, total, oldest] = [0, 0, Infinity];
    for (let i = 0; i < 100; i++) {
      const stamps = currents(draw(long, i));
      const freshHere = stamps.filter((at) => at >= 99_900 - 20_000).length;
      expect(freshHere).toBeGreaterThanOrEqual(4);
      fresh += freshHere;
      total += stamps.length;
      oldest = Math.min(oldest, ...stamps);
    }
    expect(oldest).toBeLessThan(5000);
    // A quarter for certain, and a fifth of the others by chance.
    expect(fresh / total).toBeGreaterThan(0.3);
    expect(fresh / total).toBeLessThan(0.5);
  });

  it("halves the least gap while the memory is too young for it", () => {
    // 6 seconds hold at most six clips a second apart.
    const young = minutes(3);
    for (let i = 0; i < 20; i++) {
      const stamps = currents(draw(young, i));
      expect(stamps).toHaveLength(16);
      expect(nearest(stamps)).toBeGreaterThanOrEqual(100);
    }
  });

  it("never draws one frame twice as current, even with no least gap at all", () => {
    for (let i = 0; i < 20; i++) {
      const stamps = currents(draw(minutes(2), i, { minimumGapMs: 0 }));
      expect(new Set(stamps).size).toBe(16);
    }
  });

  it.each([
    ["there is nothing", []],
    ["there are too few frames", [segmentOf(...times(15, 100))]],
    ["no stretch has room for a clip", Array.from({ length: 40 }, (_, i) => segmentOf(i * 3000))],
  ])("is undefined while %s", (_, segments) => {
    expect(draw(segments, 0)).toBeUndefined();
  });

  it("draws the same batch from the same memory and generator, and another from another", () => {
    expect(currents(draw(long, 1))).toEqual(currents(draw(long, 1)));
    expect(currents(draw(long, 1))).not.toEqual(currents(draw(long, 2)));
  });

  it("finds frames in stretches of any length, first and last included", () => {
    const uneven = [
      segmentOf(...times(3, 100)),
      segmentOf(5000),
      segmentOf(...times(3, 100, 10_000)),
      segmentOf(...times(200, 100, 20_000)),
    ];
    const seen = new Set<number>();
    for (let i = 0; i < 200; i++) {
      for (const at of currents(draw(uneven, i, { batch: 8, minimumGapMs: 100 }))) seen.add(at);
    }
    expect(seen.has(100)).toBe(true);
    expect(seen.has(10_100)).toBe(true);
    expect(seen.has(5000)).toBe(false);
    expect(Math.max(...seen)).toBeGreaterThan(39_000);
  });
});
