import type { Random } from "../../core/random.ts";

/** Where a street leads, counted anticlockwise from east: 0 east, 1 north, 2 west, 3 south. */
export type Direction = 0 | 1 | 2 | 3;

const directions: readonly Direction[] = [0, 1, 2, 3];
export const opposite = (d: Direction): Direction => ((d + 2) % 4) as Direction;
export const stepX = (d: Direction): number => (d === 0 ? 1 : d === 2 ? -1 : 0);
export const stepY = (d: Direction): number => (d === 1 ? 1 : d === 3 ? -1 : 0);

/**
 * A grid of straight streets. Crossing (i, j) lies at (xs[i], ys[j]) metres and has the index
 * j · xs.length + i; `isOpen[crossing · 4 + direction]` is 1 where a street leads on.
 */
export interface Streets {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly halfWidthM: number;
  readonly isOpen: Uint8Array;
}

/** Every street of the grid, none closed. */
export function createStreets(
  xs: readonly number[],
  ys: readonly number[],
  halfWidthM: number,
): Streets {
  const isOpen = new Uint8Array(xs.length * ys.length * 4);
  for (let j = 0; j < ys.length; j++) {
    for (let i = 0; i < xs.length; i++) {
      const at = (j * xs.length + i) * 4;
      isOpen[at] = i + 1 < xs.length ? 1 : 0;
      isOpen[at + 1] = j + 1 < ys.length ? 1 : 0;
      isOpen[at + 2] = i > 0 ? 1 : 0;
      isOpen[at + 3] = j > 0 ? 1 : 0;
    }
  }
  return { xs, ys, halfWidthM, isOpen };
}

export const crossingX = (streets: Streets, crossing: number): number =>
  streets.xs[crossing % streets.xs.length]!;

export const crossingY = (streets: Streets, crossing: number): number =>
  streets.ys[Math.floor(crossing / streets.xs.length)]!;

export const nextCrossing = (streets: Streets, crossing: number, d: Direction): number =>
  crossing + stepX(d) + stepY(d) * streets.xs.length;

/** The directions that a street leads on from `crossing`. */
export function exits(streets: Streets, crossing: number): Direction[] {
  return directions.filter((d) => streets.isOpen[crossing * 4 + d] === 1);
}

/**
 * Closes about `fraction` of the streets, so that blocks differ in size and some crossings become
 * T-junctions. Every crossing keeps two exits and every crossing stays reachable.
 */
export function closeSomeStreets(streets: Streets, fraction: number, random: Random): void {
  const crossings = streets.xs.length * streets.ys.length;
  for (let crossing = 0; crossing < crossings; crossing++) {
    for (const d of [0, 1] as const) {
      const wanted = random.uniform() < fraction;
      if (!wanted || streets.isOpen[crossing * 4 + d] === 0) continue;
      const other = nextCrossing(streets, crossing, d);
      if (exits(streets, crossing).length < 3 || exits(streets, other).length < 3) continue;
      setOpen(streets, crossing, d, 0);
      if (countReachable(streets) < crossings) setOpen(streets, crossing, d, 1);
    }
  }
}

function setOpen(streets: Streets, crossing: number, d: Direction, value: 0 | 1): void {
  streets.isOpen[crossing * 4 + d] = value;
  streets.isOpen[nextCrossing(streets, crossing, d) * 4 + opposite(d)] = value;
}

function countReachable(streets: Streets): number {
  const seen = new Set([0]);
  for (const crossing of seen) {
    for (const d of exits(streets, crossing)) seen.add(nextCrossing(streets, crossing, d));
  }
  return seen.size;
}

/** How many places {@link placeAt} tells apart. */
export function placeCount(streets: Streets): number {
  return streets.xs.length * streets.ys.length * 5;
}

/**
 * The place that (x, y) belongs to: a crossing has the crossing's index; a street is two places,
 * one half each, numbered on from the crossings. The same in both directions of travel.
 */
export function placeAt(streets: Streets, x: number, y: number): number {
  const { xs, ys, halfWidthM } = streets;
  const i = nearest(xs, x);
  const j = nearest(ys, y);
  const offX = x - xs[i]!;
  const offY = y - ys[j]!;
  const crossing = j * xs.length + i;
  if (Math.abs(offX) <= halfWidthM && Math.abs(offY) <= halfWidthM) return crossing;
  const along = Math.abs(offX) > Math.abs(offY);
  const quarter = along ? (offX > 0 ? 0 : 2) : offY > 0 ? 1 : 3;
  return xs.length * ys.length + crossing * 4 + quarter;
}

function nearest(values: readonly number[], value: number): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if (Math.abs(values[i]! - value) < Math.abs(values[best]! - value)) best = i;
  }
  return best;
}
