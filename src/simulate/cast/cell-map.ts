/**
 * The immovable part of a scene: a grid of square cells, each open ground or filled to a height.
 *
 * Row-major [rows, columns]; cell (0, 0) spans [0, cellM) in x and y. `heightM` is 0 where open.
 * `owner` is the index of the wall style of a filled cell; neighbouring cells of one owner have one
 * height and read as one block. Owned by the scene; nothing writes to it after the build.
 */
export interface CellMap {
  readonly cellM: number;
  readonly columns: number;
  readonly rows: number;
  readonly heightM: Float32Array;
  readonly owner: Uint16Array;
  /** The scene's own code for what the ground of a cell is. */
  readonly ground: Uint8Array;
  /** Height of the ceiling; Infinity outdoors. */
  readonly ceilingM: number;
}

export function createCellMap(size: {
  readonly cellM: number;
  readonly columns: number;
  readonly rows: number;
  readonly ceilingM: number;
}): CellMap {
  const cells = size.columns * size.rows;
  return {
    ...size,
    heightM: new Float32Array(cells),
    owner: new Uint16Array(cells),
    ground: new Uint8Array(cells),
  };
}

/** Fills cells [x0, x1) × [y0, y1) (in cells, clipped to the map) to a height. */
export function fillCells(
  map: CellMap,
  area: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number },
  heightM: number,
  owner: number,
): void {
  for (let y = Math.max(0, area.y0); y < Math.min(map.rows, area.y1); y++) {
    for (let x = Math.max(0, area.x0); x < Math.min(map.columns, area.x1); x++) {
      map.heightM[y * map.columns + x] = heightM;
      map.owner[y * map.columns + x] = owner;
    }
  }
}

/**
 * Whether the straight line from a surface point towards the sun leaves the map without meeting a
 * wall. It starts a little off the surface, else a wall would shade itself.
 *
 * `directionX/Y` is the unit horizontal direction to the sun, `slope` its rise per metre, > 0.
 */
export function seesSun(
  map: CellMap,
  from: {
    readonly x: number;
    readonly y: number;
    readonly zM: number;
    readonly normalX: number;
    readonly normalY: number;
  },
  sun: { readonly directionX: number; readonly directionY: number; readonly slope: number },
  tallestM: number,
): boolean {
  const { cellM, columns, rows, heightM } = map;
  const dx = sun.directionX;
  const dy = sun.directionY;
  const x = from.x + 0.02 * from.normalX;
  const y = from.y + 0.02 * from.normalY;
  let cx = Math.floor(x / cellM);
  let cy = Math.floor(y / cellM);
  const stepX = dx > 0 ? 1 : -1;
  const stepY = dy > 0 ? 1 : -1;
  const deltaX = cellM / Math.abs(dx);
  const deltaY = cellM / Math.abs(dy);
  let nextX = dx === 0 ? Infinity : ((dx > 0 ? cx + 1 : cx) * cellM - x) / dx;
  let nextY = dy === 0 ? Infinity : ((dy > 0 ? cy + 1 : cy) * cellM - y) / dy;
  const farthest = (tallestM - from.zM) / sun.slope;
  for (;;) {
    const t = Math.min(nextX, nextY);
    if (t > farthest) return true;
    if (nextX < nextY) {
      nextX += deltaX;
      cx += stepX;
    } else {
      nextY += deltaY;
      cy += stepY;
    }
    if (cx < 0 || cy < 0 || cx >= columns || cy >= rows) return true;
    if (heightM[cy * columns + cx]! > from.zM + t * sun.slope) return false;
  }
}
