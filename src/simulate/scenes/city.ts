import { randomFor, type Random } from "../../core/random.ts";
import { placeParts, type Part } from "../cast/solid.ts";
import { daylight } from "../render/light.ts";
import type { BuiltScene, Scene } from "../scene.ts";
import { createDriver, type DrivingRules } from "../traffic/driver.ts";
import {
  closeSomeStreets,
  createStreets,
  crossingX,
  crossingY,
  exits,
  stepX,
  stepY,
  type Streets,
} from "../traffic/streets.ts";
import { createWalker } from "../traffic/walker.ts";
import { carBody, personBody, postBody, treeBody, vanBody } from "./bodies.ts";
import { buildBlocks } from "./city-blocks.ts";
import { createCityPainter } from "./city-painter.ts";

const blocksPerSide = 4;
const halfWidthM = 7;
const marginM = 14;
const vehicleCount = 14;
const walkerCount = 26;

const rules: DrivingRules = {
  laneOffsetM: 1.8,
  cruiseMps: { min: 3.5, max: 9 },
  turnMps: 2.8,
  accelerationMps2: 1.6,
  brakingMps2: 2.6,
  standoffM: 2,
  lookAheadM: 2.2,
  wanderM: 0.5,
  stopChance: 0.18,
  dwellS: { min: 2, max: 7 },
};

/** A town of four by four blocks: houses, shops, parks, parked and moving cars, people, daylight. */
export const city: Scene = {
  name: "city",
  description: "streets between houses by daylight, with traffic and people on foot",
  build: (seed, daySeed = seed) => {
    const random = randomFor(seed, "city");
    const xs = centreLines(random);
    const ys = centreLines(random);
    const streets = createStreets(xs, ys, halfWidthM);
    closeSomeStreets(streets, 0.22, random);
    const { map, walls, parks } = buildBlocks(streets, marginM, random);
    const drivers = createDrivers(streets, daySeed);
    const bodies = randomFor(daySeed, "city-bodies");
    const vehicles = drivers.slice(1).map((driver) => ({
      driver,
      parts: driver.lengthM > 5 ? vanBody(bodies) : carBody(bodies),
    }));
    const walkers = createWalkers(streets, bodies);
    const fixtures = [...furnish(streets, random), ...plantParks(parks, random)];
    return {
      map,
      painter: createCityPainter({ map, streets, walls, seed }),
      eyeM: 1.2,
      streets,
      rules,
      drivers,
      vehicles,
      walkers,
      solids: [...vehicles, ...walkers]
        .flatMap(({ parts }) => parts)
        .concat(fixtures)
        .map(({ solid }) => solid),
      lightAt: (timeS) => daylight(timeS, daySeed),
    } satisfies BuiltScene;
  },
};

function centreLines(random: Random): number[] {
  const lines = [marginM + halfWidthM];
  for (let i = 0; i < blocksPerSide; i++) {
    lines.push(lines[i]! + 2 * halfWidthM + 22 + random.integer(20));
  }
  return lines;
}

/** Everyone starts on a street of their own. */
function createDrivers(streets: Streets, seed: number): BuiltScene["drivers"] {
  const crossings = streets.xs.length * streets.ys.length;
  const order = randomFor(seed, "city-starts");
  const starts = Array.from({ length: crossings }, (_, i) => i);
  for (let i = crossings - 1; i > 0; i--) {
    const j = order.integer(i + 1);
    [starts[i], starts[j]] = [starts[j]!, starts[i]!];
  }
  return Array.from({ length: vehicleCount + 1 }, (_, i) => {
    const random = randomFor(seed, "city-driver", i);
    const lengthM = i === 0 ? 4 : random.uniform() < 0.25 ? 5.4 : 4.3;
    return createDriver(streets, rules, { crossing: starts[i]!, fraction: 0.4, lengthM }, random);
  });
}

function createWalkers(streets: Streets, random: Random): BuiltScene["walkers"] {
  return Array.from({ length: walkerCount }, () => createWalker(streets, halfWidthM - 0.8, random))
    .filter((walker) => walker !== undefined)
    .map((walker) => ({ walker, parts: personBody(random) }));
}

/** Parked cars, trees and lamp posts along the kerbs; each side of each street has its own mix. */
function furnish(streets: Streets, random: Random): Part[] {
  const parts: Part[] = [];
  const crossings = streets.xs.length * streets.ys.length;
  for (let crossing = 0; crossing < crossings; crossing++) {
    for (const d of exits(streets, crossing)) {
      const parking = random.uniform() < 0.6 ? random.uniform() * 0.7 : 0;
      const trees = random.uniform() < 0.45 ? 0.8 : 0.05;
      const fx = stepX(d);
      const fy = stepY(d);
      const sideM = (offset: number, alongM: number, yaw: number, body: readonly Part[]): void => {
        const x = crossingX(streets, crossing) + fx * alongM + fy * offset;
        const y = crossingY(streets, crossing) + fy * alongM - fx * offset;
        placeParts(body, x, y, yaw);
        parts.push(...body);
      };
      // From one crossing to half-way; the other half belongs to the opposite direction's far end.
      const yaw = Math.atan2(fy, fx);
      for (let alongM = halfWidthM + 5; alongM < halfWidthM + 24; alongM += 6) {
        if (random.uniform() < parking) {
          const body = random.uniform() < 0.2 ? vanBody(random) : carBody(random);
          sideM(4.1, alongM, yaw, body);
        }
        if (random.uniform() < trees) sideM(5.5, alongM + 3, yaw, treeBody(random));
        else if (random.uniform() < 0.15) sideM(5.4, alongM + 3, yaw, postBody(random));
      }
    }
  }
  return parts;
}

function plantParks(
  parks: readonly {
    readonly x0: number;
    readonly y0: number;
    readonly x1: number;
    readonly y1: number;
  }[],
  random: Random,
): Part[] {
  return parks.flatMap(({ x0, y0, x1, y1 }) =>
    Array.from({ length: 16 }, () => {
      const tree = treeBody(random);
      const x = x0 + 2 + (x1 - x0 - 4) * random.uniform();
      const y = y0 + 2 + (y1 - y0 - 4) * random.uniform();
      placeParts(tree, x, y, 0);
      return tree;
    }).flat(),
  );
}
