import { describe, expect, it } from "vitest";
import { createSurpriseScale } from "../../../../src/app/surprise/surprise-scale.ts";
import { randomFor } from "../../../../src/core/random.ts";

/** Errors of a whole picture and four regions that differ in how hard they are to predict. */
const levels = [3, 1, 2, 4, 8];
const drawErrors = (random: ReturnType<typeof randomFor>, scale = 1) =>
  Float32Array.from(levels, (level) => scale * level * Math.exp(0.3 * random.normal()));

const warmed = () => {
  const random = randomFor(5, "errors");
  const scale = createSurpriseScale();
  for (let i = 0; i < 600; i++) scale.judge(drawErrors(random));
  return { random, scale };
};

describe("createSurpriseScale", () => {
  it("says nothing while it warms up", () => {
    const scale = createSurpriseScale();
    expect(scale.judge(Float32Array.from(levels))).toEqual({ quantile: undefined, regions: [] });
  });

  it("finds an error in one region that the mean of the picture hides, and says which", () => {
    const { random, scale } = warmed();
    const errors = drawErrors(random);
    errors[1] = 6;
    const { quantile, regions } = scale.judge(errors);
    expect(quantile).toBeGreaterThan(0.99);
    expect(regions).toHaveLength(4);
    expect(regions[0]).toBeGreaterThan(0.99);
  });

  it("finds what comes at once, and not what is as hard to foresee for seconds", () => {
    const { random, scale } = warmed();
    const said = Array.from({ length: 60 }, () => {
      const errors = drawErrors(random);
      errors[1]! *= 4;
      return scale.judge(errors).quantile!;
    });
    expect(said[0]).toBeGreaterThan(0.99);
    expect(said.slice(30).filter((quantile) => quantile > 0.99).length).toBeLessThan(3);
  });

  it("is calibrated: of frames like those before, one of ten is above 0.9", () => {
    const { random, scale } = warmed();
    const judged = Array.from({ length: 2000 }, () => scale.judge(drawErrors(random)).quantile!);
    const part = (q: number) => judged.filter((quantile) => quantile > q).length / judged.length;
    expect(Math.abs(part(0.9) - 0.1)).toBeLessThan(0.02);
    expect(Math.abs(part(0.99) - 0.01)).toBeLessThan(0.02);
  });

  it("keeps its calibration over a promotion that halves every error", () => {
    const { random, scale } = warmed();
    const pairs = Array.from({ length: 16 }, () => {
      const before = drawErrors(random);
      return { before, after: before.map((error) => error / 2) };
    });
    scale.rebase(pairs);
    const judged = Array.from(
      { length: 300 },
      () => scale.judge(drawErrors(random, 0.5)).quantile!,
    );
    const median = judged.sort((a, b) => a - b)[150]!;
    expect(median).toBeGreaterThan(0.35);
    expect(median).toBeLessThan(0.65);
  });

  it("begins anew when there are too few frames to compare two models on", () => {
    const { scale } = warmed();
    scale.rebase([]);
    expect(scale.frames).toBe(0);
    expect(scale.judge(Float32Array.from(levels)).quantile).toBeUndefined();
  });
});
