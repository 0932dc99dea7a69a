import type { Random } from "../../core/random.ts";
import { crossingX, crossingY, exits, type Streets } from "./streets.ts";

/** Someone who walks round a block on the pavement, for ever, with pauses. */
export interface Walker {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly paceMps: number;
  /** 1 anticlockwise, -1 clockwise. */
  readonly sense: 1 | -1;
  readonly random: Random;
  alongM: number;
  pauseS: number;
  x: number;
  y: number;
  yaw: number;
}

/**
 * A walker round a block all of whose four streets are open; undefined when the block drawn has a
 * closed one (its pavement ends at a wall).
 */
export function createWalker(
  streets: Streets,
  pavementM: number,
  random: Random,
): Walker | undefined {
  const columns = streets.xs.length;
  const i = random.integer(columns - 1);
  const j = random.integer(streets.ys.length - 1);
  const southWest = j * columns + i;
  const northEast = southWest + columns + 1;
  const isWhole =
    [0, 1].every((d) => exits(streets, southWest).some((way) => way === d)) &&
    [2, 3].every((d) => exits(streets, northEast).some((way) => way === d));
  if (!isWhole) return undefined;
  const offset = pavementM - 0.3 + 0.6 * random.uniform();
  const walker: Walker = {
    x0: crossingX(streets, southWest) + offset,
    y0: crossingY(streets, southWest) + offset,
    x1: crossingX(streets, northEast) - offset,
    y1: crossingY(streets, northEast) - offset,
    paceMps: 0.8 + 0.8 * random.uniform(),
    sense: random.uniform() < 0.5 ? 1 : -1,
    random,
    alongM: random.uniform() * 400,
    pauseS: 0,
    x: 0,
    y: 0,
    yaw: 0,
  };
  moveWalker(walker, 0);
  return walker;
}

export function moveWalker(walker: Walker, dtS: number): void {
  walker.pauseS -= dtS;
  if (walker.pauseS <= 0) {
    walker.alongM += walker.paceMps * dtS;
    if (walker.random.uniform() < 0.02 * dtS) walker.pauseS = 1 + 6 * walker.random.uniform();
  }
  const width = walker.x1 - walker.x0;
  const height = walker.y1 - walker.y0;
  const round = 2 * (width + height);
  let rest = walker.alongM % round;
  if (walker.sense < 0) rest = round - rest;
  const turned = walker.sense < 0 ? Math.PI : 0;
  if (rest < width) place(walker, walker.x0 + rest, walker.y0, turned);
  else if (rest < width + height)
    place(walker, walker.x1, walker.y0 + rest - width, turned + Math.PI / 2);
  else if (rest < 2 * width + height)
    place(walker, walker.x1 - (rest - width - height), walker.y1, turned + Math.PI);
  else place(walker, walker.x0, walker.y1 - (rest - 2 * width - height), turned - Math.PI / 2);
}

function place(walker: Walker, x: number, y: number, yaw: number): void {
  walker.x = x;
  walker.y = y;
  walker.yaw = yaw;
}
