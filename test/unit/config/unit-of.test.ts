import { describe, expect, it } from "vitest";
import { unitOf } from "../../../src/config/unit-of.ts";

describe("unitOf", () => {
  it.each([
    [["sensors", "camera", "rateHz"], "hertz"],
    [["learn", "gapMs", "min"], "milliseconds"],
    [["learn", "memory", "freshWindowS"], "seconds"],
    [["learn", "checkpoint", "everySeconds"], "seconds"],
    [["rangeImage", "maxRangeM"], "metres"],
    [["rangeImage", "fovUpDeg"], "degrees"],
    [["image", "width"], "pixels"],
    [["crop", "top"], "a fraction of the image"],
    [["learn", "batch"], undefined],
    [["everySteps"], undefined],
    [[], undefined],
  ])("of %j is %j", (path, unit) => {
    expect(unitOf(path)).toBe(unit);
  });
});
