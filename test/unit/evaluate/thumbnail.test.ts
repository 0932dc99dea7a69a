import { describe, expect, it } from "vitest";
import type { Sample } from "../../../src/frames/sample.ts";
import { isLidar, thumbnail } from "../../../src/evaluate/thumbnail.ts";

const base = { sensor: "s", stampNs: 0n, arrivalMs: 0 };
const image = (height: number, width: number, rgb: readonly number[]): Sample => ({
  ...base,
  layout: { height, width, channels: 3 },
  pixels: Uint8Array.from(rgb),
});
const scan = (height: number, width: number, cells: readonly number[]): Sample => ({
  ...base,
  layout: { height, width, channels: 2 },
  pixels: Uint16Array.from(cells),
});

describe("thumbnail", () => {
  it("averages the luma of the pixels under each cell", () => {
    const sample = image(2, 2, [255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255]);
    const grey = thumbnail(sample, { rows: 1, columns: 2, isColour: false });
    expect(grey[0]).toBeCloseTo((1 + 0.299) / 2, 12);
    expect(grey[1]).toBeCloseTo(0.114 / 2, 12);
  });

  it("gives red, green and blue planes in colour", () => {
    const sample = image(1, 2, [255, 0, 0, 0, 51, 102]);
    const planes = thumbnail(sample, { rows: 1, columns: 2, isColour: true });
    expect([...planes].map((v) => Math.round(v * 10) / 10)).toEqual([1, 0, 0, 0.2, 0, 0.4]);
  });

  it("averages log-ranges of hit cells only", () => {
    const sample = scan(1, 4, [1, 0, 65535, 0, 0, 0, 0, 9]);
    expect([...thumbnail(sample, { rows: 1, columns: 2, isColour: false })]).toEqual([0.5, 0]);
    const half = scan(1, 2, [32768, 0, 0, 0]);
    expect(thumbnail(half, { rows: 1, columns: 1, isColour: false })[0]).toBeCloseTo(0.5, 4);
  });

  it("uses every pixel of a sample whose size is no multiple of the thumbnail's", () => {
    const width = 7;
    const sample = image(1, width, Array.from({ length: width }, (_, x) => [x, x, x]).flat());
    const cells = thumbnail(sample, { rows: 1, columns: 3, isColour: false });
    // 7 pixels in 3 cells: 0-1, 2-3, 4-6
    [0.5, 2.5, 5].forEach((mean, i) => {
      expect(cells[i]! * 255).toBeCloseTo(mean, 9);
    });
  });

  it("repeats the pixels of a sample smaller than itself", () => {
    const sample = image(1, 1, [255, 255, 255]);
    const cells = thumbnail(sample, { rows: 2, columns: 2, isColour: false });
    cells.forEach((v) => {
      expect(v).toBeCloseTo(1, 12);
    });
  });

  it("knows a lidar sample by its 16 bits", () => {
    expect(isLidar(scan(1, 1, [0, 0]))).toBe(true);
    expect(isLidar(image(1, 1, [0, 0, 0]))).toBe(false);
  });
});
