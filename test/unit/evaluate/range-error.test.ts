import { describe, expect, it } from "vitest";
import { createRangeErrors } from "../../../src/evaluate/range-error.ts";

/** Four cells round the horizon: back-left, front-left, front-right, back-right; 90° apart. */
const ring = { rows: 1, columns: 4, fovUpRad: 0.001, fovDownRad: -0.001 };
const scan = (...ranges: number[]) => Float32Array.from(ranges);
const all = scan(1, 1, 1, 1);

describe("createRangeErrors", () => {
  it("gives ranges in metres and the distance to the nearest point of the other scan", () => {
    const errors = createRangeErrors(ring);
    errors.add({
      last: scan(10, 10, 10, 10),
      predicted: scan(12, 10, 10, 10),
      following: scan(13, 10, 10, 10),
      weight: all,
    });
    const score = errors.score()!;
    expect(score.errorM).toBeCloseTo(1 / 4, 6);
    expect(score.copyLastM).toBeCloseTo(3 / 4, 6);
    // Along one ray nothing of another cell is nearer: the same in both directions.
    expect(score.chamferM).toBeCloseTo(1 / 4, 5);
    expect(score.copyLastChamferM).toBeCloseTo(3 / 4, 5);
    expect(score.scans).toBe(1);
  });

  it("takes the nearest point, whichever cell it is in", () => {
    const errors = createRangeErrors({ ...ring, columns: 360 });
    const wall = Float32Array.from({ length: 360 }, () => 50);
    const turned = wall.slice();
    // 1° at 50 m is 0.87 m away; along its own ray the return is 20 m off.
    turned[100] = 30;
    errors.add({
      last: wall,
      predicted: wall,
      following: turned,
      weight: Float32Array.from({ length: 360 }, () => 1),
    });
    const { errorM, chamferM } = errors.score()!;
    expect(errorM).toBeCloseTo(20 / 360, 6);
    expect(chamferM).toBeCloseTo((0.8727 / 360 + 20 / 360) / 2, 2);
  });

  it("leaves out the cells that one of the scans has not, and scans without any", () => {
    const errors = createRangeErrors(ring);
    errors.add({ last: all, predicted: all, following: all, weight: scan(0, 0, 0, 0) });
    expect(errors.score()).toBeUndefined();
    const following = scan(99, 10, 10, 10);
    const ten = scan(10, 10, 10, 10);
    errors.add({ last: ten, predicted: ten, following, weight: scan(0, 1, 1, 1) });
    expect(errors.score()).toMatchObject({ errorM: 0, chamferM: 0, scans: 1 });
  });
});
