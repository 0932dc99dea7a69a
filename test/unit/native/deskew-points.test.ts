import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deskewPoints, steadyTrajectory } from "../../../src/native/deskew-points.ts";
import { poseOf } from "../../../src/native/pose.ts";
import { transformPoints } from "../../../src/native/transform-points.ts";
import { deskewPointsTwin } from "../../../src/native/twins/deskew-points.ts";
import { transformPointsTwin } from "../../../src/native/twins/transform-points.ts";
import { anyScan } from "../../support/scans.ts";

const angle = fc.double({ min: -4, max: 4, noNaN: true });
const vector = fc.tuple(angle, angle, angle);

describe("transformPoints", () => {
  it("turns, shifts, and leaves the intensity", () => {
    const points = Float32Array.of(1, 0, 0, 0.5, 0, 2, 1, 0.25);
    transformPoints(points, poseOf([0, 0, Math.PI / 2], [10, 0, 1]), points);
    const expected = [10, 1, 1, 0.5, 8, 0, 2, 0.25];
    for (const [i, value] of expected.entries()) expect(points[i]).toBeCloseTo(value, 6);
  });

  it("gives its twin's bits, and keeps lengths", () => {
    fc.assert(
      fc.property(anyScan, vector, vector, (points, turn, metres) => {
        const pose = poseOf(turn, metres);
        const [ours, twins] = [new Float32Array(points.length), new Float32Array(points.length)];
        transformPoints(points, pose, ours);
        transformPointsTwin(points, pose, twins);
        expect(ours).toEqual(twins);
        const moved = new Float32Array(4);
        transformPoints(Float32Array.of(1, 2, 3, 0), poseOf(turn, [0, 0, 0]), moved);
        expect(Math.hypot(...moved)).toBeCloseTo(Math.hypot(1, 2, 3), 5);
      }),
      { seed: 24, numRuns: 100 },
    );
  });

  it("refuses what does not fit", () => {
    const pose = poseOf([0, 0, 0], [0, 0, 0]);
    const [four, five] = [new Float32Array(4), new Float32Array(5)];
    for (const wrong of [
      () => {
        transformPoints(five, pose, five);
      },
      () => {
        transformPoints(four, pose, five);
      },
      () => {
        transformPoints(four, pose.subarray(1), four);
      },
    ]) {
      expect(wrong).toThrow(/SHAPE_MISMATCH/);
    }
  });
});

describe("deskewPoints", () => {
  it("makes a wall straight again that a turning, driving sensor has seen", () => {
    const motion = { turnRadPerS: [0, 0, 1], speedMPerS: [10, 0, 0] } as const;
    const span = { startS: 0, endS: 0.1, atS: 0.1 };
    // What the sensor measures of a wall at x = 20 m in its last frame, from where it is at each time.
    const wall = Array.from({ length: 200 }, (_, i) => [20, (i - 100) / 10, 1] as const);
    const times = Float32Array.from(wall, (_, i) => (0.1 * i) / 199);
    const seen = Float32Array.from(
      wall.flatMap(([x, y, z], i) => {
        const s = times[i]! - 0.1;
        const [dx, turn] = [x - 10 * s, -s];
        return [
          dx * Math.cos(turn) - y * Math.sin(turn),
          dx * Math.sin(turn) + y * Math.cos(turn),
          ...[z, 0.5],
        ];
      }),
    );
    const worst = (points: Float32Array) =>
      Math.max(...wall.map(([x], i) => Math.abs(points[4 * i]! - x)));
    expect(worst(seen)).toBeGreaterThan(1);
    deskewPoints(seen, times, steadyTrajectory(motion, span), seen);
    expect(worst(seen)).toBeLessThan(1e-4);
    expect(seen[3]).toBe(0.5);
  });

  it("gives its twin's bits, for times beyond the trajectory and none as well", () => {
    const time = fc.oneof(fc.float({ min: -1, max: 2 }), fc.constantFrom(0, 1, NaN, Infinity));
    fc.assert(
      fc.property(anyScan, fc.array(time, { minLength: 1 }), vector, (points, some, turn) => {
        const times = Float32Array.from(
          { length: points.length / 4 },
          (_, i) => some[i % some.length]!,
        );
        const trajectory = steadyTrajectory(
          { turnRadPerS: turn, speedMPerS: turn },
          { startS: 0, endS: 1, atS: 0.5 },
        );
        const [ours, twins] = [new Float32Array(points.length), new Float32Array(points.length)];
        deskewPoints(points, times, trajectory, ours);
        deskewPointsTwin(points, times, trajectory, twins);
        expect(ours).toEqual(twins);
      }),
      { seed: 25, numRuns: 100 },
    );
  });

  it("refuses what does not fit", () => {
    const points = new Float32Array(8);
    const deskew = (times: number, poses: number, endS: number) => () => {
      const trajectory = { startS: 0, endS, poses: new Float64Array(poses) };
      deskewPoints(points, new Float32Array(times), trajectory, points);
    };
    expect(deskew(2, 24, 1)).not.toThrow();
    expect(deskew(1, 24, 1)).toThrow(/SHAPE_MISMATCH/);
    expect(deskew(2, 12, 1)).toThrow(/SHAPE_MISMATCH/);
    expect(deskew(2, 25, 1)).toThrow(/SHAPE_MISMATCH/);
    expect(deskew(2, 24, 0)).toThrow(/OPTION_INVALID/);
  });
});
