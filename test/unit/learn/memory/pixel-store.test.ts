import { describe, expect, it } from "vitest";
import type { Sample } from "../../../../src/frames/sample.ts";
import { createPixelStore } from "../../../../src/learn/memory/pixel-store.ts";
import { cameraSample, lidarSample } from "../../../support/samples.ts";

const frameBytes = 12;
const picture = (value: number): Sample => cameraSample({ ms: value, pixel: () => value });
const valueOf = ({ pixels }: Sample): number => pixels[0]!;

describe("a pixel store", () => {
  it("keeps copies, and leaves the samples with the caller", () => {
    const store = createPixelStore(10 * frameBytes);
    const given = picture(7);
    const kept = store.keep(given);
    expect(kept).toEqual(given);
    given.pixels.fill(0);
    expect(valueOf(kept)).toBe(7);
  });

  it("keeps all of them in one block", () => {
    const store = createPixelStore(10 * frameBytes);
    const kept = Array.from({ length: 11 }, (_, i) => store.keep(picture(i)));
    expect(new Set(kept.map(({ pixels }) => pixels.buffer)).size).toBe(1);
    expect(kept.map(valueOf)).toEqual(kept.map((_, i) => i));
    expect(kept[0]!.pixels.buffer.byteLength).toBe(11 * frameBytes);
  });

  it("gives the place of a released sample to the next one, and leaves the others", () => {
    const store = createPixelStore(2 * frameBytes);
    const [first, second, third] = [1, 2, 3].map((value) => store.keep(picture(value)));
    store.release(second!);
    const fourth = store.keep(picture(4));
    expect(fourth.pixels.byteOffset).toBe(second!.pixels.byteOffset);
    expect([first!, third!, fourth].map(valueOf)).toEqual([1, 3, 4]);
  });

  it("refuses more than its budget and one sample, or another layout", () => {
    const store = createPixelStore(frameBytes);
    store.keep(picture(1));
    store.keep(picture(2));
    expect(() => store.keep(picture(3))).toThrow(/SHAPE_MISMATCH/);
    const other = createPixelStore(10 * frameBytes);
    other.keep(picture(1));
    expect(() => other.keep(cameraSample({ ms: 1, height: 3, pixel: () => 1 }))).toThrow(
      /samples of 12 bytes, at most 11, received one of 18/,
    );
  });

  it("keeps 16-bit samples as such", () => {
    const store = createPixelStore(1000);
    const kept = store.keep(lidarSample({ ms: 0 }));
    expect(kept.pixels).toBeInstanceOf(Uint16Array);
    expect(kept).toEqual(lidarSample({ ms: 0 }));
  });
});
