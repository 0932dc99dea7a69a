import { randomFor, type Random } from "../../core/random.ts";
import { createCellMap, fillCells, type CellMap } from "../cast/cell-map.ts";
import { placeParts, type Part } from "../cast/solid.ts";
import { lamplight } from "../render/light.ts";
import type { BuiltScene, Scene } from "../scene.ts";
import { createDriver, type DrivingRules } from "../traffic/driver.ts";
import { closeSomeStreets, createStreets, type Streets } from "../traffic/streets.ts";
import { crateBody, personBody, plantBody, trolleyBody } from "./bodies.ts";
import { createCorridorPainter } from "./corridor-painter.ts";

const roomsPerSide = 5;
const cellM = 0.5;
const halfWidthM = 1.5;
const ceilingM = 2.8;
const counterM = 0.95;
const moverCount = 10;

const rules: DrivingRules = {
  laneOffsetM: 0.65,
  cruiseMps: { min: 0.5, max: 1.5 },
  turnMps: 0.55,
  accelerationMps2: 0.6,
  brakingMps2: 0.9,
  standoffM: 0.5,
  lookAheadM: 0.7,
  wanderM: 0.14,
  stopChance: 0.15,
  dwellS: { min: 2, max: 7 },
};

/** The floor of an office building: corridors round rooms, open halls, people and trolleys. */
export const corridor: Scene = {
  name: "corridor",
  description: "indoor corridors and halls by lamplight, with people and trolleys",
  build: (seed, daySeed = seed) => {
    const random = randomFor(seed, "corridor");
    const xs = centreLines(random);
    const ys = centreLines(random);
    const streets = createStreets(xs, ys, halfWidthM);
    closeSomeStreets(streets, 0.25, random);
    const map = createCellMap({
      cellM,
      columns: (xs.at(-1)! + halfWidthM + 2) / cellM,
      rows: (ys.at(-1)! + halfWidthM + 2) / cellM,
      ceilingM,
    });
    const fixtures = buildRooms(map, streets, random);
    const crossings = xs.length * ys.length;
    const drivers = Array.from({ length: moverCount + 1 }, (_, i) =>
      createDriver(
        streets,
        rules,
        // Seven is coprime to the 36 crossings: everyone starts at a crossing of their own.
        { crossing: (i * 7 + 3) % crossings, fraction: 0.3, lengthM: i === 0 ? 0.7 : 0.6 },
        randomFor(daySeed, "corridor-mover", i),
      ),
    );
    const vehicles = drivers.slice(1).map((driver) => ({
      driver,
      parts: random.uniform() < 0.35 ? trolleyBody(random) : personBody(random),
    }));
    return {
      map,
      painter: createCorridorPainter(seed),
      eyeM: 1.2,
      streets,
      rules,
      drivers,
      vehicles,
      walkers: [],
      solids: [...vehicles.flatMap(({ parts }) => parts), ...fixtures].map(({ solid }) => solid),
      lightAt: (timeS) => lamplight(timeS, daySeed),
    } satisfies BuiltScene;
  },
};

function centreLines(random: Random): number[] {
  const lines = [2 + halfWidthM];
  for (let i = 0; i < roomsPerSide; i++) {
    lines.push(lines[i]! + 2 * halfWidthM + 4 + random.integer(6));
  }
  return lines;
}

/** Walls are higher than the ceiling: no ray passes over them. */
const wallM = 10;

/** Fills everything but the open corridors with rooms, then opens some rooms into halls. */
function buildRooms(map: CellMap, streets: Streets, random: Random): Part[] {
  const { xs, ys, isOpen } = streets;
  fillCells(map, { x0: 0, y0: 0, x1: map.columns, y1: map.rows }, wallM, 0);
  const clear = (x0: number, y0: number, x1: number, y1: number): void => {
    fillCells(map, { x0: x0 / cellM, y0: y0 / cellM, x1: x1 / cellM, y1: y1 / cellM }, 0, 0);
  };
  const parts: Part[] = [];
  const half = halfWidthM;
  for (const [j, y] of ys.entries()) {
    for (const [i, x] of xs.entries()) {
      const at = (j * xs.length + i) * 4;
      clear(x - half, y - half, x + half, y + half);
      if (isOpen[at] === 1) clear(x, y - half, xs[i + 1]!, y + half);
      if (isOpen[at + 1] === 1) clear(x - half, y, x + half, ys[j + 1]!);
      if (i + 1 === xs.length || j + 1 === ys.length) continue;
      const room = { x0: x + half, y0: y + half, x1: xs[i + 1]! - half, y1: ys[j + 1]! - half };
      parts.push(...buildRoom(map, room, 1 + j * xs.length + i, random));
    }
  }
  return parts;
}

interface Room {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

function buildRoom(map: CellMap, room: Room, owner: number, random: Random): Part[] {
  const fill = (area: Room, heightM: number): void => {
    const cells = {
      x0: area.x0 / cellM,
      y0: area.y0 / cellM,
      x1: area.x1 / cellM,
      y1: area.y1 / cellM,
    };
    fillCells(map, cells, heightM, owner);
  };
  const isHall = random.uniform() < 0.25;
  fill(room, isHall ? 0 : wallM);
  const { x0, y0, x1, y1 } = room;
  if (!isHall) {
    // Niches break the walls: each is a cell or two deep and may hold a cupboard or a plant.
    const niche = x0 + 1 + 0.5 * random.integer(Math.max(1, 2 * (x1 - x0 - 3)));
    const isSouth = random.uniform() < 0.5;
    fill({ x0: niche, y0: isSouth ? y0 : y1 - 1, x1: niche + 1.5, y1: isSouth ? y0 + 1 : y1 }, 0);
    const body = random.uniform() < 0.5 ? plantBody(random) : cupboard(random);
    placeParts(body, niche + 0.75, isSouth ? y0 + 0.5 : y1 - 0.5, 0);
    return [...body];
  }
  // A hall has a counter and a few things to walk round, all clear of the lanes.
  fill({ x0: x0 + 1, y0: y0 + 1, x1: x0 + 3, y1: y0 + 1.5 }, counterM);
  fill({ x0: x1 - 1, y0: y1 - 1, x1: x1 - 0.5, y1: y1 - 0.5 }, wallM);
  return [plantBody(random), cupboard(random), cupboard(random)].flatMap((body) => {
    const x = x0 + 0.7 + (x1 - x0 - 1.4) * random.uniform();
    const y = y0 + 1.9 + Math.max(0, y1 - y0 - 3.2) * random.uniform();
    placeParts(body, x, y, random.uniform() < 0.5 ? 0 : Math.PI / 2);
    return body;
  });
}

const cupboard = (random: Random): readonly Part[] =>
  crateBody(random, { lengthM: 0.8, widthM: 0.5, topM: 0.7 + 1.2 * random.uniform() });
