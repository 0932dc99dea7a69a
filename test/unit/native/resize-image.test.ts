import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resizeImage } from "../../../src/native/resize-image.ts";

const grey = (...values: number[]) => Uint8Array.from(values.flatMap((v) => [v, v, v]));

interface Size {
  readonly width: number;
  readonly height: number;
}

/** All of an RGB image. */
function resizeRgb(rgb: Uint8Array, from: Size, to: Size): Uint8Array {
  const source = { data: rgb, step: 3 * from.width, pixelBytes: 3, places: [0, 1, 2] as const };
  return resizeImage(source, { left: 0, top: 0, ...from }, to);
}

describe("resizeImage", () => {
  it("averages the area that each new pixel covers", () => {
    const from = { width: 4, height: 2 };
    const image = grey(0, 12, 20, 32, 40, 52, 60, 72);
    expect(resizeRgb(image, from, { width: 2, height: 1 })).toEqual(grey(26, 46));
    // Columns of 4/3: the second takes ⅔ of pixel 1 and ⅔ of pixel 2.
    expect(resizeRgb(image, from, { width: 3, height: 2 })).toEqual(grey(3, 16, 29, 43, 56, 69));
  });

  it("repeats pixels when it enlarges", () => {
    const to = { width: 4, height: 1 };
    expect(resizeRgb(grey(1, 9), { width: 2, height: 1 }, to)).toEqual(grey(1, 1, 9, 9));
  });

  it("keeps the channels apart", () => {
    const image = Uint8Array.of(255, 0, 0, 0, 255, 0);
    expect(resizeRgb(image, { width: 2, height: 1 }, { width: 1, height: 1 })).toEqual(
      Uint8Array.of(128, 128, 0),
    );
  });

  it("keeps one colour one colour, whatever the sizes", () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, side, side, fc.nat(255), (w, h, newW, newH, value) => {
        const flat = new Uint8Array(w * h * 3).fill(value);
        const resized = resizeRgb(flat, { width: w, height: h }, { width: newW, height: newH });
        expect(resized).toEqual(new Uint8Array(newW * newH * 3).fill(value));
      }),
      { seed: 4 },
    );
  });

  it("cuts a box out, takes the colours from their places and rounds halves up", () => {
    const data = Uint8Array.of(9, 9, 9, 9, 1, 2, 3, 0, 2, 4, 6, 0, 9, 9);
    const source = { data, step: 12, pixelBytes: 4, places: [2, 1, 0] as const };
    const box = { left: 1, top: 0, width: 2, height: 1 };
    expect(resizeImage(source, box, { width: 1, height: 1 })).toEqual(Uint8Array.of(5, 3, 2));
  });

  it("refuses a box that does not lie within the bytes", () => {
    const source = {
      data: new Uint8Array(24),
      step: 12,
      pixelBytes: 3,
      places: [0, 1, 2] as const,
    };
    const to = { width: 1, height: 1 };
    const box = { left: 0, top: 0, width: 4, height: 2 };
    expect(() => resizeImage(source, { ...box, top: 1 }, to)).toThrow(/SHAPE_MISMATCH/);
    expect(() => resizeImage(source, { ...box, left: 1 }, to)).toThrow(/SHAPE_MISMATCH/);
    expect(() => resizeImage(source, box, { width: 0, height: 1 })).toThrow(/SHAPE_MISMATCH/);
  });
});
