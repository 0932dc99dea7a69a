import type { CellMap } from "../cast/cell-map.ts";
import type { Rgb } from "../cast/solid.ts";
import { cellNoise, valueNoise } from "../noise.ts";
import type { Light } from "../render/light.ts";
import { paintSolid } from "../render/paint-solid.ts";
import {
  blendPaint,
  setPaint,
  setRgb,
  visibility,
  type Paint,
  type Painter,
} from "../render/painter.ts";
import type { Streets } from "../traffic/streets.ts";
import { cityGround, type WallStyle } from "./city-blocks.ts";
import { paintFacade } from "./facade.ts";

const marking: Rgb = [0.75, 0.75, 0.72];
const kerb: Rgb = [0.42, 0.41, 0.39];
const jointGrey: Rgb = [0.2, 0.2, 0.2];
const tar: Rgb = [0.05, 0.05, 0.055];
const grass: Rgb = [0.12, 0.2, 0.05];
const gravel: Rgb = [0.26, 0.23, 0.18];
const cloudTop: Rgb = [1.15, 1.15, 1.16];
const cloudBase: Rgb = [0.6, 0.6, 0.62];
const sunGlow: Rgb = [3, 2.8, 2.3];
const roof: Rgb = [0.2, 0.17, 0.15];

/** Paints the city: facades, road with its markings and repairs, pavement, parks, clouds. */
export function createCityPainter(city: {
  readonly map: CellMap;
  readonly streets: Streets;
  readonly walls: readonly WallStyle[];
  readonly seed: number;
}): Painter {
  const { map, streets, walls, seed } = city;
  const offsetX = offsetsFrom(streets.xs, map.columns, streets.halfWidthM);
  const offsetY = offsetsFrom(streets.ys, map.rows, streets.halfWidthM);

  const paintRoad = (paint: Paint, x: number, y: number, footprintM: number): void => {
    const grain = valueNoise(x * 1.3, y * 1.3, seed + 1) + 0.5 * valueNoise(x * 5, y * 5, seed + 2);
    const tone = 0.07 + 0.07 * grain;
    setRgb(paint, tone, tone, tone * 1.04);
    const repair = cellNoise(Math.floor(x / 2.5), Math.floor(y / 3.5), seed + 3);
    if (repair > 0.86) setPaint(paint, tar, 0.5 + repair);
    const acrossX = x - offsetX[Math.floor(x)]!;
    const acrossY = y - offsetY[Math.floor(y)]!;
    // On a street exactly one of the two is defined; on a crossing both are, and nothing is marked.
    if (Number.isNaN(acrossX) === Number.isNaN(acrossY)) return;
    const across = Number.isNaN(acrossX) ? acrossY : acrossX;
    const along = Number.isNaN(acrossX) ? x : y;
    const reach = Math.max(0.08, footprintM / 2);
    const strength = 0.85 * Math.min(1, 0.16 / footprintM);
    const isDash = Math.abs(across) < reach && (along / 5) % 1 < 0.55;
    const isEdge = Math.abs(Math.abs(across) - 3) < reach * 0.8;
    if (isDash || isEdge) blendPaint(paint, marking, isDash ? strength : 0.6 * strength);
  };

  const paintGround = (paint: Paint, x: number, y: number, footprintM: number): void => {
    const code = map.ground[Math.floor(y) * map.columns + Math.floor(x)]!;
    switch (code) {
      case cityGround.road:
        paintRoad(paint, x, y, footprintM);
        return;
      case cityGround.zebraX:
      case cityGround.zebraY: {
        paintRoad(paint, x, y, footprintM);
        const across = code === cityGround.zebraX ? y : x;
        if ((across * 0.8) % 1 < 0.5) blendPaint(paint, marking, 0.9 * visibility(0.6, footprintM));
        return;
      }
      case cityGround.grass: {
        const tuft =
          valueNoise(x * 0.7, y * 0.7, seed + 5) + 0.6 * cellNoise(x * 6, y * 6, seed + 6);
        setPaint(paint, grass, 0.55 + 0.6 * tuft);
        return;
      }
      case cityGround.pavement: {
        setPaint(paint, kerb, 0.7 + 0.35 * valueNoise(x * 0.6, y * 0.6, seed + 7));
        const joint = Math.min(x * 1.25 - Math.floor(x * 1.25), y * 1.25 - Math.floor(y * 1.25));
        if (joint < 0.08) blendPaint(paint, jointGrey, 0.6 * visibility(0.12, footprintM));
        return;
      }
      default:
        setPaint(paint, gravel, 0.7 + 0.5 * valueNoise(x, y, seed + 8));
    }
  };

  return {
    wall: (paint, at, footprintM) => {
      paintFacade(paint, walls[at.owner]!, at, footprintM);
    },
    roof: (paint, owner) => {
      const { kind, base } = walls[owner]!;
      if (kind === "hedge") setPaint(paint, base, 1.2);
      else setPaint(paint, roof);
    },
    ground: paintGround,
    ceiling: (paint) => {
      setPaint(paint, [0, 0, 0]);
    },
    solid: paintSolid,
    sky: (paint, directionX, directionY, slope, light) => {
      paintSky(paint, directionX, directionY, slope, light, seed);
    },
  };
}

/** The centre line of the street that a cell column (or row) belongs to; NaN between streets. */
function offsetsFrom(lines: readonly number[], cells: number, halfM: number): Float64Array {
  const centre = new Float64Array(cells).fill(NaN);
  for (const line of lines) centre.fill(line, line - halfM, line + halfM);
  return centre;
}

function paintSky(
  paint: Paint,
  directionX: number,
  directionY: number,
  slope: number,
  light: Light,
  seed: number,
): void {
  const height = Math.min(1, slope * 1.6);
  setRgb(paint, 1 - 0.55 * height, 1.05 - 0.35 * height, 1.15 + 0.05 * height);
  // Clouds on a plane overhead: the flatter the ray, the farther and denser they lie.
  const far = 1 / (slope + 0.12);
  const u = directionX * far + 0.02 * light.timeS;
  const v = directionY * far;
  const billow = 0.6 * valueNoise(u, v, seed + 21) + 0.4 * valueNoise(u * 2.7, v * 2.7, seed + 22);
  const cover = Math.max(0, Math.min(1, (billow - 0.75 + 0.6 * light.cloud) * 3));
  blendPaint(paint, cloudTop, cover * (1 - 0.5 * light.cloud));
  blendPaint(paint, cloudBase, cover * 0.5 * light.cloud);
  const towardsSun =
    ((directionX * light.directionX + directionY * light.directionY) * light.horizontal +
      slope * light.vertical) /
    Math.sqrt(1 + slope * slope);
  const halo = Math.max(0, towardsSun) ** 24 * (1 - light.cloud);
  blendPaint(paint, sunGlow, 0.7 * halo);
}
