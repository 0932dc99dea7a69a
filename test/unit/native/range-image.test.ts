import { describe, expect, it } from "vitest";
import {
  checkRangeImageSpec,
  createRangeImage,
  rowEdgesOf,
} from "../../../src/native/range-image.ts";

const spec = {
  rows: 32,
  columns: 512,
  fovUpRad: 0.05,
  fovDownRad: -0.44,
  minRangeM: 1,
  maxRangeM: 80,
};

describe("createRangeImage", () => {
  it("makes empty planes of rows × columns", () => {
    const { range, intensity } = createRangeImage(spec);
    expect([range.length, intensity.length]).toEqual([16_384, 16_384]);
  });
});

describe("checkRangeImageSpec", () => {
  it.each([
    ["rows", 0],
    ["rows", 1.5],
    ["columns", 1e9],
    ["fovUpRad", 3], // degrees by mistake
    ["fovUpRad", NaN],
    ["fovDownRad", 0.05],
    ["fovDownRad", -25],
    ["minRangeM", -1],
    ["maxRangeM", 1],
    ["maxRangeM", Infinity],
    ["rowEdgesRad", Float64Array.of(1, 0)],
    ["rowEdgesRad", Float64Array.from({ length: 33 }, (_, i) => i / 33)],
    ["rowEdgesRad", new Float64Array(33).fill(NaN)],
  ])("refuses %s = %s by name", (name, value) => {
    expect(() => {
      checkRangeImageSpec({ ...spec, [name]: value });
    }).toThrow(new RegExp(`for ${name}, received .*OPTION_INVALID`));
  });
});

describe("rowEdgesOf", () => {
  it.each([[[0.1]], [[0, 0.1]], [[0.1, 0.1]], [[0.1, NaN]]])("refuses beams at %j", (beams) => {
    expect(() => rowEdgesOf(beams)).toThrow(/OPTION_INVALID/);
  });
});
