import type { CellMap } from "./cell-map.ts";
import type { Solid } from "./solid.ts";
import type { Surroundings } from "./surroundings.ts";

const capacity = 48;

/**
 * What one vertical slice of the world holds, nearest first: the spans that a ray in this slice can
 * meet, whatever its slope. Cast once, then asked for every image row or lidar ring.
 *
 * Distances are in units of the slice direction's length: metres when the direction is a unit
 * vector (lidar), depth when it is forward + k·right (camera). Reused from slice to slice.
 */
export interface Column {
  count: number;
  /** Spans by distance: `order[0]` is the index of the nearest. */
  readonly order: Int32Array;
  readonly enter: Float64Array;
  readonly exit: Float64Array;
  readonly bottomM: Float64Array;
  readonly topM: Float64Array;
  /** Unit normal of the face met, in the ground plane. */
  readonly normalX: Float64Array;
  readonly normalY: Float64Array;
  /** Metres along the face met: the horizontal texture coordinate. */
  readonly alongM: Float64Array;
  /** Which face of a solid's box was met: 0 front, 1 rear, 2 side. */
  readonly face: Int32Array;
  /** Wall style of a filled cell; -1 for a solid. */
  readonly owner: Int32Array;
  readonly solid: (Solid | undefined)[];
  /** For an ellipsoid, the slice's radius in metres and the distance of its middle; else radius 0. */
  readonly radiusM: Float64Array;
  readonly middle: Float64Array;
}

export function createColumn(): Column {
  const floats = (): Float64Array => new Float64Array(capacity);
  return {
    count: 0,
    order: new Int32Array(capacity),
    enter: floats(),
    exit: floats(),
    bottomM: floats(),
    topM: floats(),
    normalX: floats(),
    normalY: floats(),
    alongM: floats(),
    face: new Int32Array(capacity),
    owner: new Int32Array(capacity),
    solid: new Array<Solid | undefined>(capacity).fill(undefined),
    radiusM: floats(),
    middle: floats(),
  };
}

/** A vertical half-plane: where the sensor is, and which way the slice looks. */
export interface Slice {
  x: number;
  y: number;
  z: number;
  directionX: number;
  directionY: number;
  /** Nothing farther than this (in units of the direction) is wanted. */
  reach: number;
  /** The steepest ray that will be asked for: a wall that covers it ends the cast. */
  steepest: number;
}

/** Fills `column` with what `slice` meets in `map` and among its surroundings. Does not allocate. */
export function castColumn(
  column: Column,
  slice: Slice,
  map: CellMap,
  surroundings: Surroundings,
): void {
  column.count = 0;
  const closedAt = castCells(column, slice, map);
  for (const solid of surroundings.towards(slice.directionX, slice.directionY))
    castSolid(column, slice, solid, closedAt);
  sortByDistance(column);
}

/** Walks the grid cell by cell (Amanatides & Woo 1987) and returns where the view is closed. */
function castCells(column: Column, slice: Slice, map: CellMap): number {
  const { cellM, columns, rows, heightM, owner } = map;
  const { x, y, directionX: dx, directionY: dy } = slice;
  let cx = Math.floor(x / cellM);
  let cy = Math.floor(y / cellM);
  const stepX = dx > 0 ? 1 : -1;
  const stepY = dy > 0 ? 1 : -1;
  const deltaX = cellM / Math.abs(dx);
  const deltaY = cellM / Math.abs(dy);
  let nextX = dx === 0 ? Infinity : ((dx > 0 ? cx + 1 : cx) * cellM - x) / dx;
  let nextY = dy === 0 ? Infinity : ((dy > 0 ? cy + 1 : cy) * cellM - y) / dy;
  let open = -1;
  for (;;) {
    const acrossX = nextX < nextY;
    const t = acrossX ? nextX : nextY;
    if (t > slice.reach) break;
    if (acrossX) {
      nextX += deltaX;
      cx += stepX;
    } else {
      nextY += deltaY;
      cy += stepY;
    }
    if (cx < 0 || cy < 0 || cx >= columns || cy >= rows) break;
    const cell = cy * columns + cx;
    const top = heightM[cell]!;
    if (open >= 0) {
      if (top > 0 && owner[cell] === column.owner[open]) continue;
      column.exit[open] = t;
      open = -1;
    }
    if (top === 0) continue;
    if (column.count === capacity) break;
    open = column.count++;
    column.enter[open] = t;
    column.exit[open] = Infinity;
    column.bottomM[open] = 0;
    column.topM[open] = top;
    column.normalX[open] = acrossX ? -stepX : 0;
    column.normalY[open] = acrossX ? 0 : -stepY;
    column.alongM[open] = acrossX ? y + t * dy : x + t * dx;
    column.owner[open] = owner[cell]!;
    column.solid[open] = undefined;
    column.radiusM[open] = 0;
    if (top - slice.z > t * slice.steepest) return t;
  }
  return slice.reach;
}

function castSolid(column: Column, slice: Slice, solid: Solid, closedAt: number): void {
  const { directionX: dx, directionY: dy } = slice;
  const toX = solid.x - slice.x;
  const toY = solid.y - slice.y;
  const lengthSquared = dx * dx + dy * dy;
  const cross = toX * dy - toY * dx;
  if (cross * cross > solid.boundM * solid.boundM * lengthSquared) return;
  const middle = (toX * dx + toY * dy) / lengthSquared;
  const length = Math.sqrt(lengthSquared);
  if (middle < 0 || middle - solid.boundM / length > closedAt) return;
  if (column.count === capacity) return;
  const span = column.count;
  if (solid.shape === "box") {
    if (!enterBox(column, span, slice, solid)) return;
  } else {
    const half = Math.sqrt(
      Math.max(0, solid.boundM * solid.boundM - (cross * cross) / lengthSquared),
    );
    const enter = middle - half / length;
    if (half === 0 || enter <= 0) return;
    column.enter[span] = enter;
    column.exit[span] = middle + half / length;
    column.normalX[span] = (enter * dx - toX) / solid.boundM;
    column.normalY[span] = (enter * dy - toY) / solid.boundM;
    column.alongM[span] = Math.asin(Math.max(-1, Math.min(1, cross / length / solid.boundM)));
    column.face[span] = 2;
    column.radiusM[span] = solid.shape === "ellipsoid" ? half : 0;
    column.middle[span] = middle;
  }
  column.bottomM[span] = solid.bottomM;
  column.topM[span] = solid.topM;
  column.owner[span] = -1;
  column.solid[span] = solid;
  column.count++;
}

/** Slab test in the box's own frame. False where the slice misses it or starts inside. */
function enterBox(column: Column, span: number, slice: Slice, solid: Solid): boolean {
  const { cosYaw, sinYaw, halfLengthM, halfWidthM } = solid;
  const fromX = slice.x - solid.x;
  const fromY = slice.y - solid.y;
  const px = fromX * cosYaw + fromY * sinYaw;
  const py = fromY * cosYaw - fromX * sinYaw;
  const dx = slice.directionX * cosYaw + slice.directionY * sinYaw;
  const dy = slice.directionY * cosYaw - slice.directionX * sinYaw;
  // A zero component divides to ±Infinity, which the comparisons below treat rightly.
  const x0 = (-halfLengthM - px) / dx;
  const x1 = (halfLengthM - px) / dx;
  const y0 = (-halfWidthM - py) / dy;
  const y1 = (halfWidthM - py) / dy;
  const enterX = Math.min(x0, x1);
  const enterY = Math.min(y0, y1);
  const enter = Math.max(enterX, enterY);
  const exit = Math.min(Math.max(x0, x1), Math.max(y0, y1));
  if (!(enter > 0 && enter < exit)) return false;
  const byEnd = enterX > enterY;
  const sign = byEnd ? (dx > 0 ? -1 : 1) : dy > 0 ? -1 : 1;
  column.enter[span] = enter;
  column.exit[span] = exit;
  column.normalX[span] = byEnd ? sign * cosYaw : -sign * sinYaw;
  column.normalY[span] = byEnd ? sign * sinYaw : sign * cosYaw;
  column.alongM[span] = byEnd ? py + enter * dy : px + enter * dx;
  column.face[span] = byEnd ? (sign > 0 ? 0 : 1) : 2;
  column.radiusM[span] = 0;
  return true;
}

/** Insertion sort: a slice rarely holds more than five spans. */
function sortByDistance(column: Column): void {
  const { order, enter, count } = column;
  for (let i = 0; i < count; i++) {
    const key = enter[i]!;
    let j = i - 1;
    while (j >= 0 && enter[order[j]!]! > key) {
      order[j + 1] = order[j]!;
      j--;
    }
    order[j + 1] = i;
  }
}
