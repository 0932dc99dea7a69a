import { describe, expect, it } from "vitest";
import { scenes } from "../../../src/simulate/index.ts";
import { wrapAngle } from "../../../src/simulate/traffic/driver.ts";
import { createWorld } from "../../../src/simulate/world.ts";

const unsensed = { camera: false, lidar: false } as const;

describe.each(scenes.names)("the truth of '%s'", (scene) => {
  it.each([10, 25, 7])("has a pose that integrates speed and yaw rate at %i Hz", (rateHz) => {
    const world = createWorld({ ...unsensed, scene, seed: 3, rateHz });
    let last = world.step().truth;
    let moved = 0;
    for (let i = 0; i < 60 * rateHz; i++) {
      const { truth } = world.step();
      const { speedMps, yawRateRadps, xM, yM, yawRad } = truth;
      const middle = last.yawRad + yawRateRadps / rateHz / 2;
      const stepM = speedMps / rateHz;
      expect(wrapAngle(yawRad - last.yawRad)).toBeCloseTo(yawRateRadps / rateHz, 9);
      expect(Math.abs(xM - (last.xM + stepM * Math.cos(middle)))).toBeLessThan(0.01);
      expect(Math.abs(yM - (last.yM + stepM * Math.sin(middle)))).toBeLessThan(0.01);
      moved += stepM;
      last = truth;
    }
    expect(moved).toBeGreaterThan(10);
  });

  it("has the obstacle distances that an exact lidar measures", () => {
    const lidar = { rings: 96, columns: 1440, fovUpDeg: 30, fovDownDeg: -60, dropout: 0 };
    const world = createWorld({
      scene,
      seed: 2,
      camera: false,
      lidar: { ...lidar, rangeNoiseM: 0, maxRangeM: 120 },
    });
    for (let i = 0; i < 15; i++) {
      const { lidar: points, truth } = world.step();
      const seen = nearestBySector(points!);
      // Half a degree between rays: a wall's nearest corner may lie between two of them.
      const close = (measured: number, true_: number): void => {
        expect(Math.abs(Math.min(60, measured) - true_)).toBeLessThan(0.05 + 0.03 * true_);
      };
      close(seen.left, truth.obstacleLeftM);
      close(seen.front, truth.obstacleFrontM);
      close(seen.right, truth.obstacleRightM);
      world.skip(60);
    }
  });

  it("has labels that vary, and places that are visited again", () => {
    const world = createWorld({ ...unsensed, scene, seed: 1 });
    const speeds: number[] = [];
    const yawRates: number[] = [];
    const places: number[] = [];
    for (let i = 0; i < 1200; i++) {
      const { truth } = world.step();
      world.skip(4);
      speeds.push(truth.speedMps);
      yawRates.push(truth.yawRateRadps);
      if (places.at(-1) !== truth.placeId) places.push(truth.placeId);
    }
    expect(Math.max(...speeds)).toBeGreaterThan(2 * (speeds.reduce((a, b) => a + b) / 1200) * 0.8);
    expect(Math.max(...yawRates)).toBeGreaterThan(0.3);
    expect(Math.min(...yawRates)).toBeLessThan(-0.3);
    expect(new Set(places).size).toBeGreaterThan(40);
    expect(places.length).toBeGreaterThan(1.3 * new Set(places).size);
    expect(places.every((place) => Number.isInteger(place) && place >= 0)).toBe(true);
  });
});

/** The nearest return above the ground and below 2 m in each of the truth's sectors. */
function nearestBySector(points: Float32Array): { left: number; front: number; right: number } {
  const nearest = { left: Infinity, front: Infinity, right: Infinity };
  for (let i = 0; i < points.length; i += 4) {
    const [x, y, z] = [points[i]!, points[i + 1]!, points[i + 2]!];
    const azimuthDeg = (Math.atan2(y, x) * 180) / Math.PI;
    if (z < -1.18 || z > 0.8 || Math.abs(azimuthDeg) > 60) continue;
    const sector = Math.abs(azimuthDeg) <= 20 ? "front" : azimuthDeg > 0 ? "left" : "right";
    nearest[sector] = Math.min(nearest[sector], Math.hypot(x, y));
  }
  return nearest;
}
