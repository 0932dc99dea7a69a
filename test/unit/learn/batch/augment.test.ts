import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { drawErased, drawPhotometry, drawShift } from "../../../../src/learn/batch/augment.ts";
import { noAugment } from "../../../support/tiny-learner.ts";

const options = { brightness: 0.2, contrast: 0.3, shiftPx: 2, erase: 0.5 };
const seed = 57;
const many = <T>(draw: (i: number) => T): T[] => Array.from({ length: 500 }, (_, i) => draw(i));

describe("drawShift", () => {
  it("draws every whole shift up to shiftPx in each direction", () => {
    const shifts = many((i) => drawShift(options, randomFor(seed, i)));
    const seen = (axis: "rows" | "columns") =>
      [...new Set(shifts.map((s) => s[axis]))].sort((a, b) => a - b);
    expect(seen("rows")).toEqual([-2, -1, 0, 1, 2]);
    expect(seen("columns")).toEqual([-2, -1, 0, 1, 2]);
  });

  it("draws none at 0", () => {
    for (const { rows, columns } of many((i) =>
      drawShift({ ...options, shiftPx: 0 }, randomFor(seed, i)),
    )) {
      expect([rows, columns].every((n) => Math.abs(n) === 0)).toBe(true);
    }
  });
});

describe("drawPhotometry", () => {
  it("stays within the options, and uses both directions", () => {
    const drawn = many((i) => drawPhotometry(options, randomFor(seed, i)));
    const offsets = drawn.map((p) => p.offset);
    expect(Math.max(...offsets.map(Math.abs))).toBeLessThanOrEqual(0.2);
    expect(Math.min(...offsets)).toBeLessThan(-0.15);
    expect(Math.max(...offsets)).toBeGreaterThan(0.15);
    const gains = drawn.flatMap((p) => p.gain);
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(0.7 * 0.85);
    expect(Math.max(...gains)).toBeLessThanOrEqual(1.3 * 1.15);
    // Colours differ by at most the half that each has of its own.
    for (const { gain } of drawn) {
      expect(Math.max(...gain) / Math.min(...gain)).toBeLessThanOrEqual(1.15 / 0.85);
    }
  });

  it("changes nothing with brightness and contrast at 0", () => {
    for (const { gain, offset } of many((i) => drawPhotometry(noAugment, randomFor(seed, i)))) {
      expect(gain).toEqual([1, 1, 1]);
      expect(Math.abs(offset)).toBe(0);
    }
  });
});

describe("drawErased", () => {
  const layout = { height: 32, width: 96 };

  it("draws rectangles inside the frame, up to the given part of it, here and there", () => {
    const drawn = many((i) => drawErased(options, layout, randomFor(seed, i)));
    for (const { top, left, rows, columns } of drawn) {
      expect(Math.min(top, left, rows, columns)).toBeGreaterThanOrEqual(0);
      expect(top + rows).toBeLessThanOrEqual(32);
      expect(left + columns).toBeLessThanOrEqual(96);
    }
    const parts = drawn.map(({ rows, columns }) => (rows * columns) / (32 * 96));
    // Sides are whole pixels, so that the largest part may be met by half a pixel more.
    expect(Math.max(...parts)).toBeLessThan(0.53);
    expect(Math.max(...parts)).toBeGreaterThan(0.4);
    expect(Math.min(...parts)).toBeLessThan(0.05);
    expect(new Set(drawn.map(({ top }) => top)).size).toBeGreaterThan(10);
    expect(new Set(drawn.map(({ left }) => left)).size).toBeGreaterThan(30);
  });

  it("draws nothing at 0", () => {
    for (const { rows, columns } of many((i) =>
      drawErased(noAugment, layout, randomFor(seed, i)),
    )) {
      expect([rows, columns]).toEqual([0, 0]);
    }
  });
});
