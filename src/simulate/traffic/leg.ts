import {
  crossingX,
  crossingY,
  nextCrossing,
  stepX,
  stepY,
  type Direction,
  type Streets,
} from "./streets.ts";

/**
 * One piece of a route: along a street, or across the crossing at its end.
 *
 * The line is the quadratic curve (x0, y0) → (x1, y1) with the control point (cx, cy): straight on a
 * street, a rounded corner on a turn. `crossing` is the one being crossed, or led to. `lane` names
 * the street and its sense of travel; a crossing has the lane of the street it is entered from.
 */
export interface Leg {
  readonly x0: number;
  readonly y0: number;
  readonly cx: number;
  readonly cy: number;
  readonly x1: number;
  readonly y1: number;
  readonly lengthM: number;
  readonly crossing: number;
  readonly lane: number;
  readonly direction: Direction;
  readonly isCrossing: boolean;
  readonly isTurn: boolean;
}

/** Along the street that leaves `from` in `direction`, in the right-hand lane. */
export function streetLeg(
  streets: Streets,
  from: number,
  direction: Direction,
  laneOffsetM: number,
): Leg {
  const to = nextCrossing(streets, from, direction);
  const fx = stepX(direction);
  const fy = stepY(direction);
  const inset = streets.halfWidthM;
  const x0 = crossingX(streets, from) + fx * inset + fy * laneOffsetM;
  const y0 = crossingY(streets, from) + fy * inset - fx * laneOffsetM;
  const x1 = crossingX(streets, to) - fx * inset + fy * laneOffsetM;
  const y1 = crossingY(streets, to) - fy * inset - fx * laneOffsetM;
  return {
    x0,
    y0,
    cx: (x0 + x1) / 2,
    cy: (y0 + y1) / 2,
    x1,
    y1,
    lengthM: Math.hypot(x1 - x0, y1 - y0),
    crossing: to,
    lane: from * 4 + direction,
    direction,
    isCrossing: false,
    isTurn: false,
  };
}

/** Over the crossing between the end of `entry` and the start of `exit`. */
export function crossingLeg(entry: Leg, exit: Leg): Leg {
  const isTurn = entry.direction !== exit.direction;
  const alongX = stepX(entry.direction) !== 0;
  // The corner where the two lanes meet; half-way when the route goes straight on.
  const cx = isTurn ? (alongX ? exit.x0 : entry.x1) : (entry.x1 + exit.x0) / 2;
  const cy = isTurn ? (alongX ? entry.y1 : exit.y0) : (entry.y1 + exit.y0) / 2;
  const leg = { x0: entry.x1, y0: entry.y1, cx, cy, x1: exit.x0, y1: exit.y0 };
  return {
    ...leg,
    lengthM: curveLength(leg),
    crossing: entry.crossing,
    lane: entry.lane,
    direction: exit.direction,
    isCrossing: true,
    isTurn,
  };
}

type Curve = Pick<Leg, "x0" | "y0" | "cx" | "cy" | "x1" | "y1">;

/** The point at fraction `f` of a leg, and the direction of travel there (not a unit vector). */
export function pointOn(
  leg: Curve,
  f: number,
): { readonly x: number; readonly y: number; readonly dx: number; readonly dy: number } {
  const g = 1 - f;
  return {
    x: g * g * leg.x0 + 2 * g * f * leg.cx + f * f * leg.x1,
    y: g * g * leg.y0 + 2 * g * f * leg.cy + f * f * leg.y1,
    dx: g * (leg.cx - leg.x0) + f * (leg.x1 - leg.cx),
    dy: g * (leg.cy - leg.y0) + f * (leg.y1 - leg.cy),
  };
}

function curveLength(curve: Curve): number {
  let length = 0;
  let last = pointOn(curve, 0);
  for (let i = 1; i <= 16; i++) {
    const next = pointOn(curve, i / 16);
    length += Math.hypot(next.x - last.x, next.y - last.y);
    last = next;
  }
  return length;
}
