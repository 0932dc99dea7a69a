import { describe, expect, it } from "vitest";
import {
  createNextFrameAccumulator,
  nextFrameSkill,
} from "../../../src/evaluate/next-frame-skill.ts";

describe("nextFrameSkill", () => {
  it("is 1 − error/copyLast", () => {
    expect(nextFrameSkill(0.3, 0.4)).toBeCloseTo(0.25, 12);
    expect(nextFrameSkill(0, 0.4)).toBe(1);
    expect(nextFrameSkill(0.8, 0.4)).toBe(-1);
  });

  it("is absent when nothing moved or a value is not finite", () => {
    expect(nextFrameSkill(0, 0)).toBeUndefined();
    expect(nextFrameSkill(0.1, 0)).toBeUndefined();
    expect(nextFrameSkill(NaN, 1)).toBeUndefined();
    expect(nextFrameSkill(1, NaN)).toBeUndefined();
  });
});

describe("createNextFrameAccumulator", () => {
  it("weights means and takes the ratio of them", () => {
    const scores = createNextFrameAccumulator();
    scores.add(1, 2, 3);
    scores.add(5, 6);
    expect(scores.score()).toEqual({ error: 2, copyLast: 3, skill: 1 - 2 / 3 });
  });

  it("reports the errors without a skill when nothing moved", () => {
    const scores = createNextFrameAccumulator();
    scores.add(0.1, 0);
    expect(scores.score()).toEqual({ error: 0.1, copyLast: 0 });
  });

  it("is absent before anything was added, or when all weighed nothing", () => {
    const scores = createNextFrameAccumulator();
    expect(scores.score()).toBeUndefined();
    scores.add(1, 1, 0);
    expect(scores.score()).toBeUndefined();
  });

  it("leaves out and counts what is not finite", () => {
    const scores = createNextFrameAccumulator();
    scores.add(NaN, 1);
    scores.add(1, Infinity);
    scores.add(1, 2);
    expect(scores.score()).toEqual({ error: 1, copyLast: 2, skill: 0.5 });
    expect(scores.skipped()).toBe(2);
  });
});
