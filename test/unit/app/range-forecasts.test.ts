import { describe, expect, it } from "vitest";
import { createRangeForecasts } from "../../../src/app/range-forecasts.ts";
import { normalizeUnit } from "../../../src/learn/model-input.ts";
import type { HostTensor } from "../../../src/runtime/engine.ts";

const rangeImage = {
  rows: 8,
  columns: 16,
  fovUpRad: 0.2,
  fovDownRad: -0.2,
  minRangeM: 0.5,
  maxRangeM: 60,
};
const shape = [2, 1, 2, 1];
const tensor = (data: readonly number[]): HostTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(data),
});
/** Metres as a model sees them. */
const seen = (...metres: readonly number[]): HostTensor =>
  tensor(metres.map((m) => normalizeUnit(Math.log1p(m) / Math.log1p(60))));

describe("createRangeForecasts", () => {
  it("reads the pictures of the wanted clips back into metres", () => {
    const looked = {
      "next-frame/last": seen(10, 20, 1, 1),
      "next-frame/predicted": seen(12, 20, 9, 9),
      "next-frame/following": seen(13, 20, 1, 1),
      "next-frame/weight": tensor([1, 0.5, 1, 1]),
    };
    const forecasts = createRangeForecasts(rangeImage, looked);
    forecasts.add(looked, [0]);
    const score = forecasts.score()!;
    expect(score.errorM).toBeCloseTo(0.5, 4);
    expect(score.copyLastM).toBeCloseTo(1.5, 4);
    expect(score.scans).toBe(1);
  });

  it("keeps a prediction that leaves the scale within the sensor's reach", () => {
    const looked = {
      "next-frame/last": seen(60, 60, 60, 60),
      "next-frame/predicted": tensor([9, -9, 0, 0]),
      "next-frame/following": seen(60, 60, 60, 60),
      "next-frame/weight": tensor([1, 1, 0, 0]),
    };
    const forecasts = createRangeForecasts(rangeImage, looked);
    forecasts.add(looked, [0, 1]);
    // 60 m from the one side, 0 m from the other; the second clip has no cell that counts.
    expect(forecasts.score()!.errorM).toBeCloseTo(30, 3);
    expect(forecasts.score()!.scans).toBe(1);
  });
});
