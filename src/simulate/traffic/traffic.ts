import { moveDriver, remainingM, type Driver, type DrivingRules } from "./driver.ts";
import type { Streets } from "./streets.ts";

/** Everyone who drives. `drivers[0]` is the robot. */
export interface Traffic {
  readonly drivers: readonly Driver[];
  /** Moves everyone by `dtS`. Deterministic: drivers act in the order of their index. */
  move(timeS: number, dtS: number): void;
}

const free = -1;

/**
 * Drivers who keep their distance and take turns at crossings.
 *
 * A crossing belongs to one driver at a time, first come first served: that alone rules out
 * collisions between crossing routes, without predicting anybody.
 */
export function createTraffic(
  streets: Streets,
  rules: DrivingRules,
  drivers: readonly Driver[],
): Traffic {
  const holder = new Int16Array(streets.xs.length * streets.ys.length).fill(free);

  const held = new Int16Array(drivers.length).fill(free);

  const targetSpeed = (index: number): number => {
    const driver = drivers[index]!;
    const leg = driver.legs[0]!;
    const limit = leg.isTurn ? rules.turnMps : driver.cruiseMps;
    const target = Math.min(limit, safeSpeed(rules, gapAheadM(index)));
    if (leg.isCrossing) return target;
    if (driver.alongM > driver.lengthM) release(index, leg.crossing);
    const toLine = remainingM(driver);
    const turnLimit = driver.legs[1]!.isTurn
      ? Math.sqrt(rules.turnMps ** 2 + 2 * rules.brakingMps2 * toLine)
      : Infinity;
    const lineLimit = mayCross(index, toLine)
      ? Infinity
      : safeSpeed(rules, toLine - driver.lengthM / 2);
    const stopLimit =
      driver.dwellS > 0 ? safeSpeed(rules, driver.stopAtM - driver.alongM) : Infinity;
    return Math.min(target, turnLimit, lineLimit, stopLimit);
  };

  /** Gives back the crossing behind, not the one `ahead` that may be held already. */
  const release = (index: number, ahead: number): void => {
    const crossing = held[index]!;
    if (crossing === free || crossing === ahead) return;
    holder[crossing] = free;
    held[index] = free;
  };

  const mayCross = (index: number, toLineM: number): boolean => {
    const driver = drivers[index]!;
    const { crossing } = driver.legs[0]!;
    if (held[index] === crossing) return true;
    const needed = driver.speedMps ** 2 / (2 * rules.brakingMps2) + 2 * rules.standoffM;
    const isFree = held[index] === free && holder[crossing] === free;
    if (toLineM > needed || !isFree) return false;
    holder[crossing] = index;
    held[index] = crossing;
    return true;
  };

  /** Room to the next driver on the same route: whoever is in another lane does not count. */
  const gapAheadM = (index: number): number => {
    const me = drivers[index]!;
    let gap = Infinity;
    let startsAt = -me.alongM;
    for (const leg of me.legs) {
      for (let i = 0; i < drivers.length; i++) {
        const other = drivers[i]!;
        const theirs = other.legs[0]!;
        if (i === index || theirs.lane !== leg.lane || theirs.isCrossing !== leg.isCrossing)
          continue;
        const ahead = startsAt + other.alongM;
        if (ahead > 0) gap = Math.min(gap, ahead - (me.lengthM + other.lengthM) / 2);
      }
      startsAt += leg.lengthM;
    }
    return gap - rules.standoffM;
  };

  return {
    drivers,
    move: (timeS, dtS) => {
      for (let i = 0; i < drivers.length; i++) {
        const driver = drivers[i]!;
        const targetMps = targetSpeed(i);
        if (driver.alongM > driver.stopAtM - 1 && driver.speedMps < 0.1) driver.dwellS -= dtS;
        moveDriver(driver, streets, rules, { targetMps, timeS, dtS });
      }
    },
  };
}

/** The speed from which one can still stop within `gapM`. */
function safeSpeed(rules: DrivingRules, gapM: number): number {
  return gapM <= 0 ? 0 : Math.sqrt(2 * rules.brakingMps2 * gapM);
}
