import { describe, expect, it } from "vitest";
import { cameraToSample, lidarToSample } from "../../../src/decode/to-sample.ts";
import { createRangeImage } from "../../../src/native/range-image.ts";

const stamp = { sensor: "s", stampNs: 9n, arrivalMs: 2, sequence: 1 };

describe("cameraToSample", () => {
  const rgb = Uint8Array.from({ length: 4 * 2 * 3 }, (_, i) => i);
  const frame = { kind: "camera", ...stamp, width: 4, height: 2, rgb } as const;

  it("takes the pixels of a frame of the right size over", () => {
    const sample = cameraToSample(frame, { width: 4, height: 2 });
    expect(sample).toEqual({
      ...stamp,
      layout: { height: 2, width: 4, channels: 3 },
      pixels: frame.rgb,
    });
    expect(sample.pixels).toBe(frame.rgb);
  });

  it("resizes a frame of another size", () => {
    const sample = cameraToSample(frame, { width: 2, height: 2 });
    expect(sample.layout).toEqual({ height: 2, width: 2, channels: 3 });
    expect([...sample.pixels.subarray(0, 3)]).toEqual([2, 3, 4]); // of 0 and 3, 1 and 4, 2 and 5
  });
});

describe("lidarToSample", () => {
  const spec = {
    rows: 1,
    columns: 4,
    fovUpRad: 0.1,
    fovDownRad: -0.1,
    minRangeM: 0,
    maxRangeM: 80,
  };
  const sampleOf = (...points: number[][]) =>
    lidarToSample({ kind: "lidar", ...stamp, points: Float32Array.from(points.flat()) }, spec);

  it("stores range on a log scale from 1 to 65535 and intensity from 0 to 65535", () => {
    const { sample, counts } = sampleOf([80, -1e-6, 0, 1], [0, 10, 0, 0.5]);
    const atTen = 1 + Math.round((Math.log1p(10) / Math.log1p(80)) * 65_534);
    expect(sample).toEqual({
      ...stamp,
      layout: { height: 1, width: 4, channels: 2 },
      pixels: Uint16Array.of(0, 0, atTen, 32_768, 65_535, 65_535, 0, 0),
    });
    expect(counts).toMatchObject({ kept: 2 });
  });

  it("tells the nearest return from none", () => {
    const { pixels } = sampleOf([1e-6, -1e-9, 0, 0]).sample;
    expect([...pixels.subarray(4, 6)]).toEqual([1, 0]);
  });

  it("cuts intensity to its scale and takes one that is no number for 0", () => {
    for (const [intensity, stored] of [
      [7, 65_535],
      [-1, 0],
      [NaN, 0],
    ] as const) {
      expect(sampleOf([10, -1, 0, intensity]).sample.pixels[5]).toBe(stored);
    }
  });

  it("is exact enough: half a part in a thousand of 1 + range", () => {
    for (let range = 0.5; range <= 80; range += 0.7) {
      const stored = sampleOf([range, -1e-6, 0, 0]).sample.pixels[4]!;
      const back = Math.expm1(((stored - 1) / 65_534) * Math.log1p(80));
      expect(Math.abs(back - range) / (1 + range)).toBeLessThan(5e-5);
    }
  });

  it("makes samples that do not share the scratch image", () => {
    const scratch = createRangeImage(spec);
    const scan = { kind: "lidar", ...stamp, points: Float32Array.of(10, 0, 0, 1) } as const;
    const first = lidarToSample(scan, spec, scratch).sample;
    const copy = Uint16Array.from(first.pixels);
    lidarToSample({ ...scan, points: new Float32Array(0) }, spec, scratch);
    expect(first.pixels).toEqual(copy);
  });
});
