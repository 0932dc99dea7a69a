import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import type { Clip } from "../../../../src/learn/batch/clip.ts";
import { drawClip } from "../../../../src/learn/batch/draw-clip.ts";
import type { Segment } from "../../../../src/learn/memory/segment.ts";
import { msOf, segmentOf, times } from "../../../support/samples.ts";

const seed = 51;
const timing = { minGapMs: 200, maxGapMs: 400, minHorizonMs: 100, maxHorizonMs: 300 };
const tenHz = segmentOf(...times(20, 100));

/** Times from the current frame of many draws: the previous one's age and the next one's lead. */
function drawn(segment: Segment, index: number, wanted = timing) {
  const clips = Array.from({ length: 200 }, (_, i) =>
    drawClip(segment, index, wanted, randomFor(seed, i)),
  ).filter((clip): clip is Clip => clip !== undefined);
  const ages = clips.map(({ previous, current }) => msOf(current) - msOf(previous));
  const leads = clips.map(({ current, next }) => msOf(next) - msOf(current));
  const sorted = (list: number[]) => [...new Set(list)].sort((a, b) => a - b);
  return { clips, ages: sorted(ages), leads: sorted(leads) };
}

describe("drawClip", () => {
  it("takes the frame that was asked for as the current one", () => {
    const { clips } = drawn(tenHz, 7);
    expect(clips.every(({ current }) => current === tenHz.samples[7])).toBe(true);
  });

  it("draws every gap and every horizon of the ranges, and no other", () => {
    const { ages, leads } = drawn(tenHz, 10);
    expect(ages).toEqual([200, 300, 400]);
    expect(leads).toEqual([100, 200, 300]);
  });

  it("counts a frame that is half a millisecond early, as rounded stamps are", () => {
    const early = segmentOf(0, 100, 200.4, 299.9, 400, 500);
    expect(drawn(early, 4, { ...timing, minGapMs: 200, maxGapMs: 200 }).ages).toEqual([199.6]);
  });

  it("takes the neighbours of a sensor that is slower than the ranges", () => {
    const slow = segmentOf(0, 1000, 2000, 3000);
    const { ages, leads } = drawn(slow, 1);
    expect(ages).toEqual([1000]);
    expect(leads).toEqual([1000]);
  });

  it("has no clip at the ends of a stretch", () => {
    expect(drawn(tenHz, 0).clips).toEqual([]);
    expect(drawn(tenHz, 19).clips).toEqual([]);
    expect(drawn(segmentOf(0), 0).clips).toEqual([]);
  });

  it("has no clip where the stretch began less than the least gap ago", () => {
    expect(drawn(tenHz, 1).clips).toEqual([]);
    expect(drawn(tenHz, 2).ages).toEqual([200]);
  });

  it("has no clip where the stretch ends before half of the horizon", () => {
    const late = { ...timing, minHorizonMs: 500, maxHorizonMs: 500 };
    expect(drawn(tenHz, 17, late).clips).toEqual([]);
    // 300 ms are left, more than half of 500: the last frame is near enough.
    expect(drawn(tenHz, 16, late).leads).toEqual([300]);
  });

  it("has no clip whose next frame would lie far beyond the horizon, over a hole", () => {
    const holed = segmentOf(0, 100, 200, 300, 350, 2000);
    const wanted = { ...timing, minHorizonMs: 300, maxHorizonMs: 300 };
    expect(drawn(holed, 3, wanted).clips).toEqual([]);
  });

  it("draws the same clip from the same generator", () => {
    const one = drawClip(tenHz, 10, timing, randomFor(seed, "same"));
    expect(drawClip(tenHz, 10, timing, randomFor(seed, "same"))).toEqual(one);
  });
});
