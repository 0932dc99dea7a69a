import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { assembleBatch } from "../../../../src/learn/batch/assemble-batch.ts";
import type { Clip } from "../../../../src/learn/batch/clip.ts";
import { cameraSample } from "../../../support/samples.ts";
import { noAugment } from "../../../support/tiny-learner.ts";

const [height, width] = [6, 8];
const size = height * width * 3;
const sample = (ms: number, pixel = (row: number, column: number) => 20 * row + 3 * column) =>
  cameraSample({ ms, height, width, pixel });
const clip = (startMs: number, horizonMs = 200): Clip => ({
  previous: sample(startMs),
  current: sample(startMs + 300),
  next: sample(startMs + 300 + horizonMs),
});
const augment = { ...noAugment, brightness: 0.2, contrast: 0.2, shiftPx: 3 };
const part = (data: unknown, i: number) => (data as Float32Array).slice(i * size, (i + 1) * size);

const onlyShift = { ...noAugment, shiftPx: 2 };

describe("assembleBatch", () => {
  it("lays the clips one after the other, each frame in a tensor of its own", () => {
    const dark = { ...clip(0), previous: sample(0, () => 0) };
    const batch = assembleBatch([dark, clip(5000)], randomFor(1), undefined);
    for (const name of ["previous", "current", "next"] as const) {
      expect(batch[name]).toMatchObject({ dtype: "float32", shape: [2, height, width, 3] });
      expect(batch[name].data).toHaveLength(2 * size);
    }
    expect(part(batch.previous.data, 0).every((v) => v === -2)).toBe(true);
    expect(part(batch.previous.data, 1)).toEqual(part(batch.current.data, 1));
  });

  it("tells each clip's horizon in seconds", () => {
    const batch = assembleBatch([clip(0, 100), clip(5000, 350)], randomFor(1), undefined);
    expect(batch.horizonS.shape).toEqual([2]);
    expect([...batch.horizonS.data]).toEqual([Math.fround(0.1), Math.fround(0.35)]);
  });

  it("shifts the three frames of a clip alike, and the clips of a batch each its own way", () => {
    const clips = Array.from({ length: 8 }, (_, i) => clip(5000 * i));
    const batch = assembleBatch(clips, randomFor(2), onlyShift);
    const pictures = clips.map((_, i) => {
      const current = part(batch.current.data, i);
      expect(part(batch.previous.data, i)).toEqual(current);
      expect(part(batch.next.data, i)).toEqual(current);
      return current.join();
    });
    expect(new Set(pictures).size).toBeGreaterThan(3);
  });

  it("gives current and next one photometry, and previous another", () => {
    const clips = Array.from({ length: 4 }, (_, i) => clip(5000 * i));
    const batch = assembleBatch(clips, randomFor(3), { ...augment, shiftPx: 0 });
    clips.forEach((_, i) => {
      const current = part(batch.current.data, i);
      expect(part(batch.next.data, i)).toEqual(current);
      expect(part(batch.previous.data, i)).not.toEqual(current);
    });
    expect(part(batch.current.data, 0)).not.toEqual(part(batch.current.data, 1));
  });

  it("blanks one rectangle of the previous frame, to the middle of the range, and nothing else", () => {
    const clips = Array.from({ length: 6 }, (_, i) => clip(5000 * i));
    const batch = assembleBatch(clips, randomFor(7), { ...noAugment, erase: 0.5 });
    const plain = assembleBatch(clips, randomFor(7), undefined);
    expect(batch.current).toEqual(plain.current);
    expect(batch.next).toEqual(plain.next);
    let blanked = 0;
    clips.forEach((_, i) => {
      const [is, was] = [part(batch.previous.data, i), part(plain.previous.data, i)];
      const cells = Array.from({ length: height * width }, (_, cell) => cell).filter((cell) =>
        [0, 1, 2].some((c) => is[3 * cell + c] !== was[3 * cell + c]),
      );
      const rows = new Set(cells.map((cell) => Math.floor(cell / width))).size;
      const columns = new Set(cells.map((cell) => cell % width)).size;
      expect(cells).toHaveLength(rows * columns);
      expect(cells.every((cell) => is[3 * cell] === 0)).toBe(true);
      blanked += cells.length;
    });
    expect(blanked).toBeGreaterThan(0);
    expect(blanked).toBeLessThan(0.55 * 6 * height * width);
  });

  it("writes into the buffers it is given when they fit, and into new ones when not", () => {
    const buffers = [0, 1, 2].map(() => new Float32Array(size));
    const batch = assembleBatch([clip(0)], randomFor(4), augment, buffers);
    expect([batch.previous.data, batch.current.data, batch.next.data]).toEqual(buffers);
    expect(batch.previous.data).toBe(buffers[0]);
    expect(batch.next.data).toBe(buffers[2]);
    const larger = assembleBatch([clip(0), clip(5000)], randomFor(4), augment, buffers);
    expect(larger.previous.data).toHaveLength(2 * size);
  });

  it("gives the same numbers from the same generator, whatever the buffers held", () => {
    const clips = [clip(0), clip(5000)];
    const used = [0, 1, 2].map(() => new Float32Array(2 * size).fill(NaN));
    const once = assembleBatch(clips, randomFor(5), augment);
    expect(assembleBatch(clips, randomFor(5), augment, used)).toEqual(once);
    expect(assembleBatch(clips, randomFor(6), augment)).not.toEqual(once);
  });
});
