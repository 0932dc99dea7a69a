import type { Random } from "../../core/random.ts";
import { createCellMap, fillCells, type CellMap } from "../cast/cell-map.ts";
import type { Rgb } from "../cast/solid.ts";
import type { Streets } from "../traffic/streets.ts";

/** How the walls of one building look. */
export interface WallStyle {
  readonly kind: "blank" | "hedge" | "house" | "office" | "shop";
  readonly base: Rgb;
  readonly trim: Rgb;
  readonly glass: Rgb;
  readonly bayM: number;
  readonly floorM: number;
  readonly heightM: number;
  readonly seed: number;
}

/** Codes of `CellMap.ground` in the city. */
export const cityGround = {
  yard: 0,
  road: 1,
  pavement: 2,
  grass: 3,
  zebraX: 4,
  zebraY: 5,
} as const;

/** A rectangle of cells; a cell is a metre, so also of metres. */
interface Area {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

interface Builder {
  readonly map: CellMap;
  readonly walls: WallStyle[];
  readonly parks: Area[];
  readonly random: Random;
}

const roadHalfM = 5;

/** Raises the blocks between the streets: lots with buildings, yards behind walls, parks. */
export function buildBlocks(
  streets: Streets,
  marginM: number,
  random: Random,
): {
  readonly map: CellMap;
  readonly walls: readonly WallStyle[];
  readonly parks: readonly Area[];
} {
  const { xs, ys, halfWidthM: half } = streets;
  const columns = xs.at(-1)! + half + marginM;
  const rows = ys.at(-1)! + half + marginM;
  const map = createCellMap({ cellM: 1, columns, rows, ceilingM: Infinity });
  const builder: Builder = { map, walls: [], parks: [], random };
  const bandsX = bands(xs, half, columns);
  const bandsY = bands(ys, half, rows);
  for (const [j, y] of bandsY.entries()) {
    for (const [i, x] of bandsX.entries()) {
      const area = { x0: x.from, y0: y.from, x1: x.to, y1: y.to };
      if (x.isStreet && y.isStreet) pave(map, area, "crossing", half);
      else if (x.isStreet || y.isStreet) buildOrPave(builder, streets, area, { i, j });
      else buildBlock(builder, area, isOutside(i, bandsX.length) || isOutside(j, bandsY.length));
    }
  }
  return builder;
}

const isOutside = (i: number, count: number): boolean => i === 0 || i === count - 1;

interface Band {
  readonly from: number;
  readonly to: number;
  readonly isStreet: boolean;
}

/** Cuts an axis into block, street, block, street, … block. */
function bands(lines: readonly number[], half: number, end: number): Band[] {
  const cut: Band[] = [];
  let from = 0;
  for (const line of lines) {
    cut.push({ from, to: line - half, isStreet: false });
    cut.push({ from: line - half, to: line + half, isStreet: true });
    from = line + half;
  }
  cut.push({ from, to: end, isStreet: false });
  return cut;
}

/** A street's stretch between two crossings: road if it is open, else part of a block. */
function buildOrPave(
  builder: Builder,
  streets: Streets,
  area: Area,
  band: { readonly i: number; readonly j: number },
): void {
  const alongX = band.i % 2 === 0;
  // Bands alternate block, street: band 2k + 1 is street k, and band 2k lies behind street k - 1.
  const column = alongX ? band.i / 2 - 1 : (band.i - 1) / 2;
  const row = alongX ? (band.j - 1) / 2 : band.j / 2 - 1;
  const isInside = column >= 0 && row >= 0;
  const crossing = row * streets.xs.length + column;
  const isOpen = isInside && streets.isOpen[crossing * 4 + (alongX ? 0 : 1)] === 1;
  if (isOpen) pave(builder.map, area, alongX ? "x" : "y", streets.halfWidthM);
  else buildBlock(builder, area, true);
}

function pave(map: CellMap, area: Area, way: "crossing" | "x" | "y", half: number): void {
  for (let y = area.y0; y < area.y1; y++) {
    for (let x = area.x0; x < area.x1; x++) {
      const offX = Math.abs(x + 0.5 - (area.x0 + area.x1) / 2);
      const offY = Math.abs(y + 0.5 - (area.y0 + area.y1) / 2);
      const isRoad =
        way === "crossing"
          ? offX < roadHalfM || offY < roadHalfM
          : (way === "x" ? offY : offX) < roadHalfM;
      const toEnd = way === "x" ? (area.x1 - area.x0) / 2 - offX : (area.y1 - area.y0) / 2 - offY;
      const isZebra = way !== "crossing" && toEnd < 2 && half > roadHalfM;
      const zebra = way === "x" ? cityGround.zebraX : cityGround.zebraY;
      const road = isZebra ? zebra : cityGround.road;
      map.ground[y * map.columns + x] = isRoad ? road : cityGround.pavement;
    }
  }
}

function buildBlock(builder: Builder, area: Area, isBuilt: boolean): void {
  const { map, parks, random } = builder;
  const kind = random.uniform();
  if (!isBuilt && kind < 0.16) {
    parks.push(area);
    for (let y = area.y0; y < area.y1; y++)
      map.ground.fill(cityGround.grass, y * map.columns + area.x0, y * map.columns + area.x1);
    if (kind < 0.1) ring(builder, area, random.uniform() < 0.5 ? "hedge" : "blank");
  } else split(builder, area);
}

/** Halves an area until it is one lot. */
function split(builder: Builder, area: Area): void {
  const { random } = builder;
  const width = area.x1 - area.x0;
  const depth = area.y1 - area.y0;
  const longest = Math.max(width, depth);
  if (longest <= 9 + random.integer(9)) {
    buildLot(builder, area);
    return;
  }
  const cut = Math.round(longest * (0.35 + 0.3 * random.uniform()));
  if (width >= depth) {
    split(builder, { ...area, x1: area.x0 + cut });
    split(builder, { ...area, x0: area.x0 + cut });
  } else {
    split(builder, { ...area, y1: area.y0 + cut });
    split(builder, { ...area, y0: area.y0 + cut });
  }
}

function buildLot(builder: Builder, lot: Area): void {
  const { map, random } = builder;
  if (random.uniform() < 0.15) {
    ring(builder, lot, random.uniform() < 0.5 ? "hedge" : "blank");
    return;
  }
  const step = (): number => (random.uniform() < 0.3 ? 1 + random.integer(2) : 0);
  const area = {
    x0: lot.x0 + step(),
    y0: lot.y0 + step(),
    x1: lot.x1 - step(),
    y1: lot.y1 - step(),
  };
  const kind = (["house", "house", "office", "shop", "shop"] as const)[random.integer(5)]!;
  const heightM = 3.5 + 16 * random.uniform() ** 1.6;
  fillCells(map, area, heightM, addStyle(builder, kind, heightM));
}

/** A low wall or a hedge round an open lot, with a gap. */
function ring(builder: Builder, area: Area, kind: "blank" | "hedge"): void {
  const { map, random } = builder;
  const heightM = kind === "hedge" ? 0.8 + 0.8 * random.uniform() : 1 + 1.2 * random.uniform();
  const owner = addStyle(builder, kind, heightM);
  const { x0, y0, x1, y1 } = area;
  fillCells(map, { x0, y0, x1, y1: y0 + 1 }, heightM, owner);
  fillCells(map, { x0, y0: y1 - 1, x1, y1 }, heightM, owner);
  fillCells(map, { x0, y0, x1: x0 + 1, y1 }, heightM, owner);
  fillCells(map, { x0: x1 - 1, y0, x1, y1 }, heightM, owner);
}

function addStyle(builder: Builder, kind: WallStyle["kind"], heightM: number): number {
  const { walls, random } = builder;
  const level = 0.12 + 0.5 * random.uniform();
  const hue = random.uniform();
  // Brick red through ochre to slate: what towns are painted in.
  const base: Rgb =
    kind === "hedge"
      ? [0.07 + 0.06 * hue, 0.17 + 0.08 * hue, 0.04]
      : [
          level * (1.15 - 0.35 * hue),
          level * (0.75 + 0.2 * Math.sin(Math.PI * hue)),
          level * (0.5 + 0.6 * hue),
        ];
  const trimLevel = random.uniform() < 0.5 ? 0.75 : 0.12;
  walls.push({
    kind,
    base,
    trim: [trimLevel, trimLevel * 0.97, trimLevel * 0.9],
    glass: [0.05 + 0.05 * random.uniform(), 0.09, 0.1 + 0.1 * random.uniform()],
    bayM: kind === "office" ? 1.6 + random.uniform() : 2.2 + 1.6 * random.uniform(),
    floorM: 2.7 + 0.9 * random.uniform(),
    heightM,
    seed: random.integer(2 ** 30),
  });
  return walls.length - 1;
}
