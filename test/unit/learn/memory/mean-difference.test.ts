import { describe, expect, it } from "vitest";
import { meanDifference } from "../../../../src/learn/memory/mean-difference.ts";
import { cameraSample, lidarSample } from "../../../support/samples.ts";

const grey = (value: number) => cameraSample({ ms: 0, height: 8, width: 8, pixel: () => value });

describe("meanDifference", () => {
  it("is 0 for equal samples and 1 from black to white", () => {
    expect(meanDifference(grey(40), grey(40))).toBe(0);
    expect(meanDifference(grey(0), grey(255))).toBe(1);
  });

  it("is a part of full scale, whichever sample is the brighter", () => {
    expect(meanDifference(grey(51), grey(102))).toBeCloseTo(0.2, 12);
    expect(meanDifference(grey(102), grey(51))).toBeCloseTo(0.2, 12);
  });

  it("measures lidar samples against 16 bits", () => {
    const range = (value: number) => lidarSample({ ms: 0, pixel: () => value });
    expect(meanDifference(range(0), range(13_107))).toBeCloseTo(0.2, 12);
  });

  it("sees a change in part of the picture, in about that part", () => {
    const half = cameraSample({ ms: 0, height: 8, width: 8, pixel: (row) => (row < 4 ? 255 : 0) });
    expect(meanDifference(grey(0), half)).toBeCloseTo(0.5, 1);
  });

  it("looks at every colour and every column: its stride divides neither", () => {
    for (let c = 0; c < 3; c++) {
      const tinted = cameraSample({
        ms: 0,
        height: 8,
        width: 8,
        pixel: (_, __, k) => (k === c ? 255 : 0),
      });
      expect(meanDifference(grey(0), tinted)).toBeGreaterThan(0.2);
    }
  });
});
