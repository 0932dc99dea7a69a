import { describe, expect, it } from "vitest";
import { scenes } from "../../../../src/simulate/index.ts";
import { createTraffic } from "../../../../src/simulate/traffic/traffic.ts";

const dtS = 0.05;

describe.each(scenes.names)("traffic in '%s'", (name) => {
  it.each([1, 2, 3, 4])("never jams, collides or leaves the streets (seed %i)", (seed) => {
    const scene = scenes.get(name).build(seed);
    const { map, streets, rules, drivers } = scene;
    const traffic = createTraffic(streets, rules, drivers);
    const standingS = drivers.map(() => 0);
    let longestStandS = 0;
    let closest = Infinity;
    let stepsInWalls = 0;
    for (let step = 0; step < 600 / dtS; step++) {
      traffic.move(step * dtS, dtS);
      for (let i = 0; i < drivers.length; i++) {
        const { x, y, speedMps } = drivers[i]!;
        standingS[i] = speedMps < 0.05 ? standingS[i]! + dtS : 0;
        longestStandS = Math.max(longestStandS, standingS[i]!);
        const cell = Math.floor(y / map.cellM) * map.columns + Math.floor(x / map.cellM);
        if (map.heightM[cell]! > 0) stepsInWalls++;
        for (let j = 0; j < i; j++)
          closest = Math.min(closest, Math.hypot(x - drivers[j]!.x, y - drivers[j]!.y));
      }
    }
    expect(longestStandS).toBeLessThan(60);
    expect(stepsInWalls).toBe(0);
    expect(closest).toBeGreaterThan(1.2 * rules.laneOffsetM);
  });
});

describe("the streets", () => {
  it.each(scenes.names)("of '%s' differ in length and some are closed", (name) => {
    const { xs, isOpen } = scenes.get(name).build(1).streets;
    const gaps = xs.slice(1).map((x, i) => x - xs[i]!);
    expect(new Set(gaps).size).toBeGreaterThan(1);
    const open = isOpen.reduce((sum, v) => sum + v, 0);
    expect(open).toBeLessThan(4 * (xs.length - 1) * xs.length);
  });
});
