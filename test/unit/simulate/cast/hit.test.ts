import { describe, expect, it } from "vitest";
import { createCellMap, fillCells, seesSun } from "../../../../src/simulate/cast/cell-map.ts";
import { castColumn, createColumn, type Slice } from "../../../../src/simulate/cast/column.ts";
import { createHit, findHit } from "../../../../src/simulate/cast/hit.ts";
import { box, round, type Solid } from "../../../../src/simulate/cast/solid.ts";
import { createSurroundings } from "../../../../src/simulate/cast/surroundings.ts";

const look = { material: "metal", colour: [1, 1, 1], accent: [0, 0, 0], seed: 0 } as const;
const eyeM = 1;

/** A 40 m × 40 m field with a wall 5 m high whose near face is at x = 30, seen from (10.5, 10.5). */
function field(ceilingM = Infinity) {
  const map = createCellMap({ cellM: 1, columns: 40, rows: 40, ceilingM });
  fillCells(map, { x0: 30, y0: 0, x1: 33, y1: 40 }, 5, 3);
  return map;
}

const east: Slice = {
  x: 10.5,
  y: 10.5,
  z: eyeM,
  directionX: 1,
  directionY: 0,
  reach: 60,
  steepest: 2,
};

const at = (solid: Solid, x: number, y = 10.5): Solid => ({ ...solid, x, y });

function look1(slope: number, solids: readonly Solid[] = [], map = field()) {
  const column = createColumn();
  const surroundings = createSurroundings(solids, east.reach);
  surroundings.update(east.x, east.y);
  castColumn(column, east, map, surroundings);
  const hit = createHit();
  findHit(hit, column, slope, eyeM, map.ceilingM, east.reach);
  return { ...hit, solid: column.solid[hit.span], owner: column.owner[hit.span] };
}

describe("a ray", () => {
  it("meets the wall at its face, at the height that its slope leads to", () => {
    expect(look1(0)).toMatchObject({ kind: "side", t: 19.5, z: 1, owner: 3 });
    expect(look1(0.1)).toMatchObject({ kind: "side", t: 19.5, z: 1 + 1.95 });
  });

  it("meets the ground where it falls to it before the wall", () => {
    expect(look1(-0.1)).toMatchObject({ kind: "ground", t: 10 });
  });

  it("passes over the wall into nothing", () => {
    expect(look1(0.21).kind).toBe("none");
  });

  it("meets the ceiling indoors", () => {
    const hit = look1(0.5, [], field(3));
    expect(hit).toMatchObject({ kind: "ceiling", t: 4, z: 3 });
  });

  it("meets the nearer of a box and the wall, and sees over a low box to its top and beyond", () => {
    const low = at(box(look, { lengthM: 2, widthM: 2, bottomM: 0, topM: 0.5 }), 15.5);
    expect(look1(0, [low])).toMatchObject({ kind: "side", t: 19.5, owner: 3 });
    expect(look1(-0.15, [low])).toMatchObject({ kind: "side", t: 4, solid: low });
    expect(look1(-0.1, [low])).toMatchObject({ kind: "top", t: 5, z: 0.5 });
  });

  it("goes under a box that floats and meets its underside from below", () => {
    const high = at(box(look, { lengthM: 4, widthM: 2, bottomM: 2, topM: 3 }), 15.5);
    expect(look1(0, [high]).owner).toBe(3);
    expect(look1(0.25, [high])).toMatchObject({ kind: "under", t: 4, z: 2 });
    expect(look1(0.4, [high])).toMatchObject({ kind: "side", t: 3 });
  });

  it("meets a turned box where its corner points at the eye", () => {
    const turned = at(box(look, { lengthM: 2, widthM: 2, bottomM: 0, topM: 3 }), 15.5);
    turned.cosYaw = Math.SQRT1_2;
    turned.sinYaw = Math.SQRT1_2;
    expect(look1(0, [turned]).t).toBeCloseTo(5 - Math.SQRT2, 9);
  });

  it("meets a cylinder on its axis a radius early, and misses it a radius aside", () => {
    const post = round("cylinder", look, { radiusM: 0.5, bottomM: 0, topM: 3 });
    expect(look1(0, [at(post, 15.5)]).t).toBeCloseTo(4.5, 9);
    expect(look1(0, [at(post, 15.5, 10.5 + 0.4)]).t).toBeCloseTo(5 - 0.3, 9);
    expect(look1(0, [at(post, 15.5, 11.01)]).owner).toBe(3);
  });

  it("meets an ellipsoid on its surface", () => {
    const ball = at(round("ellipsoid", look, { radiusM: 1, bottomM: 0, topM: 4 }), 15.5);
    const hit = look1(0.05, [ball]);
    expect(hit.kind).toBe("round");
    const across = (10.5 + hit.t - ball.x) / 1;
    const up = (hit.z - 2) / 2;
    expect(across ** 2 + up ** 2).toBeCloseTo(1, 9);
    expect(hit.t).toBeLessThan(5);
    expect(look1(1, [ball]).kind).toBe("none");
  });

  it("finds the nearest of many solids, whatever their order", () => {
    const post = round("cylinder", look, { radiusM: 0.5, bottomM: 0, topM: 3 });
    const solids = [20, 13, 26, 17].map((x) => at(post, x));
    expect(look1(0, solids).t).toBeCloseTo(2, 9);
    expect(look1(0, solids.toReversed()).t).toBeCloseTo(2, 9);
  });

  it("drops what does not fit when a slice holds more solids than it can keep", () => {
    const post = round("cylinder", look, { radiusM: 0.1, bottomM: 0, topM: 3 });
    const solids = Array.from({ length: 100 }, (_, i) => at(post, 12 + i * 0.15));
    expect(look1(0, solids).t).toBeCloseTo(1.4, 9);
  });
});

describe("the surroundings", () => {
  it("hold a solid in every direction in which a ray can meet it, and in few others", () => {
    const post = at(round("cylinder", look, { radiusM: 1, bottomM: 0, topM: 3 }), 0, 20);
    const surroundings = createSurroundings([post], 60);
    surroundings.update(0, 10);
    const column = createColumn();
    const empty = createCellMap({ cellM: 1, columns: 1, rows: 1, ceilingM: Infinity });
    let found = 0;
    let met = 0;
    for (let degree = 0; degree < 360; degree += 0.25) {
      const directionX = Math.cos((degree * Math.PI) / 180);
      const directionY = Math.sin((degree * Math.PI) / 180);
      const isFound = surroundings.towards(directionX, directionY).includes(post);
      const everything = { update: () => undefined, towards: () => [post] };
      castColumn(column, { ...east, x: 0, y: 10, directionX, directionY }, empty, everything);
      if (column.count > 0) expect(isFound, `at ${degree}°`).toBe(true);
      met += column.count;
      found += isFound ? 1 : 0;
    }
    expect(met).toBeGreaterThan(40);
    expect(found).toBeLessThan(3 * met);
  });

  it("leave out what is out of reach and hold what surrounds the eye everywhere", () => {
    const far = at(round("cylinder", look, { radiusM: 1, bottomM: 0, topM: 3 }), 70, 0);
    const crown = at(round("cylinder", look, { radiusM: 3, bottomM: 2, topM: 3 }), 1, 0);
    const surroundings = createSurroundings([far, crown], 60);
    surroundings.update(0, 0);
    for (const [x, y] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0.6, -0.8],
    ] as const)
      expect(surroundings.towards(x, y)).toEqual([crown]);
  });
});

describe("seesSun", () => {
  const point = { y: 10.5, zM: 0, normalX: 0, normalY: 0 };
  const sun = { directionX: 1, directionY: 0, slope: 1 };

  it("is false in the shadow of the wall, true where the shadow ends", () => {
    expect(seesSun(field(), { ...point, x: 25.5 }, sun, 5)).toBe(false);
    expect(seesSun(field(), { ...point, x: 24.5 }, sun, 5)).toBe(true);
  });

  it("is true on the wall's own face that looks at the sun", () => {
    const away = { ...sun, directionX: -1 };
    expect(seesSun(field(), { ...point, x: 30, normalX: -1 }, away, 5)).toBe(true);
  });
});
