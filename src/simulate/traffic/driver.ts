import type { Random } from "../../core/random.ts";
import { drift } from "../noise.ts";
import { crossingLeg, pointOn, streetLeg, type Leg } from "./leg.ts";
import { exits, opposite, type Direction, type Streets } from "./streets.ts";

/** How everything that keeps to the lanes of a scene moves. Metres, seconds. */
export interface DrivingRules {
  readonly laneOffsetM: number;
  readonly cruiseMps: { readonly min: number; readonly max: number };
  readonly turnMps: number;
  readonly accelerationMps2: number;
  readonly brakingMps2: number;
  /** Room kept to whoever stands ahead. */
  readonly standoffM: number;
  readonly lookAheadM: number;
  /** How far from the middle of the lane a driver wanders. */
  readonly wanderM: number;
  /** Chance that a driver stops somewhere along a street. */
  readonly stopChance: number;
  /** How long such a stop lasts. */
  readonly dwellS: { readonly min: number; readonly max: number };
}

/** One driver: a kinematic car that follows a random route through the streets. */
export interface Driver {
  readonly lengthM: number;
  readonly random: Random;
  readonly wanderSeed: number;
  x: number;
  y: number;
  yaw: number;
  speedMps: number;
  yawRateRadps: number;
  cruiseMps: number;
  /** The current leg and the two after it. */
  readonly legs: Leg[];
  /** Metres along the current leg. */
  alongM: number;
  /** Where on the current street to stop; Infinity = nowhere. */
  stopAtM: number;
  dwellS: number;
}

export function createDriver(
  streets: Streets,
  rules: DrivingRules,
  start: { readonly crossing: number; readonly fraction: number; readonly lengthM: number },
  random: Random,
): Driver {
  const ways = exits(streets, start.crossing);
  const first = streetLeg(
    streets,
    start.crossing,
    ways[random.integer(ways.length)]!,
    rules.laneOffsetM,
  );
  const driver: Driver = {
    lengthM: start.lengthM,
    random,
    wanderSeed: random.integer(2 ** 31),
    x: 0,
    y: 0,
    yaw: Math.atan2(first.y1 - first.y0, first.x1 - first.x0),
    speedMps: 0,
    yawRateRadps: 0,
    cruiseMps: rules.cruiseMps.min,
    legs: [first],
    alongM: first.lengthM * start.fraction,
    stopAtM: Infinity,
    dwellS: 0,
  };
  const at = pointOn(first, start.fraction);
  driver.x = at.x;
  driver.y = at.y;
  chooseMood(driver, rules);
  extendRoute(driver, streets, rules);
  return driver;
}

/** Each street is driven at another speed, and now and then with a stop on the way. */
function chooseMood(driver: Driver, rules: DrivingRules): void {
  const { random } = driver;
  const { min, max } = rules.cruiseMps;
  driver.cruiseMps = min + (max - min) * random.uniform();
  const stops = random.uniform() < rules.stopChance;
  const where = 0.2 + 0.6 * random.uniform();
  driver.dwellS = rules.dwellS.min + (rules.dwellS.max - rules.dwellS.min) * random.uniform();
  driver.stopAtM = stops ? where * driver.legs[0]!.lengthM : Infinity;
}

function extendRoute(driver: Driver, streets: Streets, rules: DrivingRules): void {
  while (driver.legs.length < 3) {
    const last = driver.legs.at(-1)!;
    const ways = exits(streets, last.crossing).filter((d) => d !== opposite(last.direction));
    const straight = ways.includes(last.direction) && driver.random.uniform() < 0.35;
    const next: Direction = straight ? last.direction : ways[driver.random.integer(ways.length)]!;
    const street = streetLeg(streets, last.crossing, next, rules.laneOffsetM);
    driver.legs.push(crossingLeg(last, street), street);
  }
}

/** Metres left on the current leg. */
export const remainingM = (driver: Driver): number => driver.legs[0]!.lengthM - driver.alongM;

/**
 * Moves a driver by `dtS` towards `targetMps`, steering at a point ahead on its route (pure pursuit,
 * Coulter 1992, CMU-RI-TR-92-01): x, y and yaw follow exactly from the speed and the yaw rate.
 */
export function moveDriver(
  driver: Driver,
  streets: Streets,
  rules: DrivingRules,
  step: { readonly targetMps: number; readonly timeS: number; readonly dtS: number },
): void {
  const { dtS } = step;
  const change = step.targetMps - driver.speedMps;
  driver.speedMps = Math.max(
    0,
    driver.speedMps +
      Math.min(rules.accelerationMps2 * dtS, Math.max(-1.6 * rules.brakingMps2 * dtS, change)),
  );
  const curvature = steer(driver, rules, step.timeS);
  const wanted = curvature * driver.speedMps;
  // A steering wheel turns at a finite rate.
  driver.yawRateRadps += (wanted - driver.yawRateRadps) * Math.min(1, dtS / 0.15);
  if (driver.speedMps === 0) driver.yawRateRadps = 0;
  const turn = driver.yawRateRadps * dtS;
  const distance = driver.speedMps * dtS;
  driver.x += distance * Math.cos(driver.yaw + turn / 2);
  driver.y += distance * Math.sin(driver.yaw + turn / 2);
  driver.yaw = wrapAngle(driver.yaw + turn);
  advance(driver, streets, rules);
}

function steer(driver: Driver, rules: DrivingRules, timeS: number): number {
  const aheadM = rules.lookAheadM + 0.25 * driver.speedMps;
  const aim = pointAhead(driver, aheadM);
  const norm = Math.hypot(aim.dx, aim.dy);
  const sideways = rules.wanderM * drift(timeS, 4, driver.wanderSeed);
  const toX = aim.x - (aim.dy / norm) * sideways - driver.x;
  const toY = aim.y + (aim.dx / norm) * sideways - driver.y;
  const left = toY * Math.cos(driver.yaw) - toX * Math.sin(driver.yaw);
  return (2 * left) / (toX * toX + toY * toY);
}

function pointAhead(driver: Driver, aheadM: number): ReturnType<typeof pointOn> {
  let rest = driver.alongM + aheadM;
  for (const leg of driver.legs) {
    if (rest <= leg.lengthM) return pointOn(leg, rest / leg.lengthM);
    rest -= leg.lengthM;
  }
  return pointOn(driver.legs.at(-1)!, 1);
}

/** Moves the mark on the route to the point nearest to where the driver really is. */
function advance(driver: Driver, streets: Streets, rules: DrivingRules): void {
  const leg = driver.legs[0]!;
  const at = pointOn(leg, driver.alongM / leg.lengthM);
  const off = (driver.x - at.x) * at.dx + (driver.y - at.y) * at.dy;
  driver.alongM += Math.max(0, off / Math.hypot(at.dx, at.dy));
  if (driver.alongM < leg.lengthM) return;
  driver.alongM -= leg.lengthM;
  driver.legs.shift();
  extendRoute(driver, streets, rules);
  if (!driver.legs[0]!.isCrossing) chooseMood(driver, rules);
}

/** The same angle in (-π, π]. */
export function wrapAngle(angle: number): number {
  const turned = angle % (2 * Math.PI);
  if (turned > Math.PI) return turned - 2 * Math.PI;
  return turned <= -Math.PI ? turned + 2 * Math.PI : turned;
}
