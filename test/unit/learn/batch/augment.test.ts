import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { drawPhotometry, drawShift } from "../../../../src/learn/batch/augment.ts";

const options = { brightness: 0.2, contrast: 0.3, shiftPx: 2 };
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
    const none = { brightness: 0, contrast: 0, shiftPx: 0 };
    for (const { gain, offset } of many((i) => drawPhotometry(none, randomFor(seed, i)))) {
      expect(gain).toEqual([1, 1, 1]);
      expect(Math.abs(offset)).toBe(0);
    }
  });
});
