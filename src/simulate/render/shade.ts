import { seesSun, type CellMap } from "../cast/cell-map.ts";
import type { Column, Slice } from "../cast/column.ts";
import type { Hit } from "../cast/hit.ts";
import type { Light } from "./light.ts";
import { createPaint, setPaint, type Paint, type Painter } from "./painter.ts";

/** A painted point with its place and the way it faces. Reused from ray to ray. */
export interface SurfacePoint {
  readonly paint: Paint;
  x: number;
  y: number;
  zM: number;
  normalX: number;
  normalY: number;
  normalZ: number;
  /** Wall style of a wall; -1 elsewhere. */
  owner: number;
  /** Metres along the face, on a wall or the side of a solid. */
  alongM: number;
}

export function createSurfacePoint(): SurfacePoint {
  return {
    paint: createPaint(),
    x: 0,
    y: 0,
    zM: 0,
    normalX: 0,
    normalY: 0,
    normalZ: 0,
    owner: -1,
    alongM: 0,
  };
}

/**
 * Fills `point` with the place, normal and paint of what a ray met. `hit.kind` must not be `none`.
 *
 * @param footprintM how much a pixel covers at this distance, across the ray
 * @param slope the ray's rise per unit of distance: a grazing ray covers more ground
 */
export function paintHit(
  point: SurfacePoint,
  hit: Hit,
  column: Column,
  slice: Slice,
  painter: Painter,
  slope: number,
  footprintM: number,
): void {
  const { paint } = point;
  point.x = slice.x + hit.t * slice.directionX;
  point.y = slice.y + hit.t * slice.directionY;
  point.zM = hit.z;
  point.normalX = 0;
  point.normalY = 0;
  point.normalZ = 0;
  paint.glow = 0;
  const k = hit.span;
  switch (hit.kind) {
    case "ground":
      point.normalZ = 1;
      painter.ground(paint, point.x, point.y, footprintM / Math.min(1, Math.sqrt(-slope)));
      return;
    case "ceiling":
      point.normalZ = -1;
      painter.ceiling(paint, point.x, point.y, footprintM / Math.min(1, Math.sqrt(slope)));
      return;
    case "top":
    case "under": {
      const solid = column.solid[k];
      point.normalZ = hit.kind === "top" ? 1 : -1;
      if (solid === undefined) painter.roof(paint, column.owner[k]!);
      else setPaint(paint, solid.colour);
      return;
    }
    case "side":
    case "round":
      point.normalX = column.normalX[k]!;
      point.normalY = column.normalY[k]!;
      paintSide(point, column, k, painter, footprintM);
      if (hit.kind === "round") tiltNormal(point, column, k);
      return;
    case "none":
  }
}

function paintSide(
  point: SurfacePoint,
  column: Column,
  k: number,
  painter: Painter,
  footprintM: number,
): void {
  const solid = column.solid[k];
  point.owner = column.owner[k]!;
  point.alongM = column.alongM[k]!;
  if (solid === undefined) painter.wall(point.paint, point, footprintM);
  else painter.solid(point.paint, solid, point.alongM, point.zM, column.face[k]!);
}

function tiltNormal(point: SurfacePoint, column: Column, k: number): void {
  const { bottomM, topM } = column.solid[k]!;
  const up = (2 * (point.zM - bottomM)) / (topM - bottomM) - 1;
  const flat = Math.sqrt(Math.max(0, 1 - up * up));
  point.normalX *= flat;
  point.normalY *= flat;
  point.normalZ = up;
}

/** Lights `point` (its paint becomes radiance): ambient, the sun with cast shadows, then haze. */
export function lightPoint(
  point: SurfacePoint,
  light: Light,
  map: CellMap,
  tallestM: number,
  distanceM: number,
): void {
  const { paint } = point;
  const facing =
    (point.normalX * light.directionX + point.normalY * light.directionY) * light.horizontal +
    point.normalZ * light.vertical;
  const isLit = facing > 0 && light.sun[1] > 0 && seesSun(map, point, light, tallestM);
  const sunlit = isLit ? facing : 0;
  // A wall sees half of the sky, the ground and roofs see all of it.
  const open = 0.62 + 0.38 * point.normalZ;
  const fade = 1 - Math.exp(-distanceM / light.hazeM);
  const glow = paint.glow;
  paint.r *= light.ambient[0] * open + light.sun[0] * sunlit + glow;
  paint.g *= light.ambient[1] * open + light.sun[1] * sunlit + glow;
  paint.b *= light.ambient[2] * open + light.sun[2] * sunlit + glow;
  paint.r += (light.haze[0] - paint.r) * fade;
  paint.g += (light.haze[1] - paint.g) * fade;
  paint.b += (light.haze[2] - paint.b) * fade;
}

/** How dark the ground is below a body that stands over it, 1 = not at all. */
export function contactShade(column: Column, t: number): number {
  for (let k = 0; k < column.count; k++) {
    const isBelow = column.solid[k] !== undefined && column.bottomM[k]! < 0.6;
    if (isBelow && t > column.enter[k]! && t < column.exit[k]!) return 0.3;
  }
  return 1;
}
