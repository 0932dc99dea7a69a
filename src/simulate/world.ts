import { placeParts } from "./cast/solid.ts";
import { coverLens, createThrownObject } from "./events.ts";
import { scenes } from "./index.ts";
import { createNoiseTable } from "./noise-table.ts";
import { createCamera, type Picture } from "./render/camera.ts";
import { createLidar } from "./render/lidar.ts";
import type { DrivingRules } from "./traffic/driver.ts";
import { createTraffic } from "./traffic/traffic.ts";
import { moveWalker } from "./traffic/walker.ts";
import { createSurveyor, obstacleReachM, type Truth } from "./truth.ts";
import { createView } from "./view.ts";
import {
  resolveWorldOptions,
  type ResolvedWorldOptions,
  type WorldOptions,
} from "./world-options.ts";

/** What the robot senses at one instant, and what is true then. Buffers belong to the receiver. */
export interface Tick {
  /** Counted from 0. */
  readonly tick: number;
  readonly stampNs: bigint;
  readonly camera?: Picture;
  /** [n, 4]: x forward, y left, z up in metres in the sensor frame, intensity in [0, 1]. */
  readonly lidar?: Float32Array;
  readonly truth: Truth;
}

/** A running world. Holds a few megabytes; nothing to close. */
export interface World {
  readonly options: ResolvedWorldOptions;
  /** Senses the present tick, then lets time pass to the next one. */
  step(): Tick;
  /** Lets `ticks` ticks pass unsensed: what comes after is as if they had been sensed. */
  skip(ticks: number): void;
}

/** Time is cut finer than this for motion, so that steering stays stable at any tick rate. */
const longestStepS = 0.05;

/** Everyone moves this long before tick 0, so that nobody starts in a row or at a standstill. */
const settlingS = 4;

/** A prime: the days of one place are not the first days of its neighbours'. */
const seedsPerDay = 1_000_003;

/**
 * A seeded world that a robot drives through: the same options give the same bytes, tick by tick.
 *
 * @throws AppError OPTION_INVALID for a number out of range, REGISTRY_UNKNOWN for an unknown scene
 */
export function createWorld(options: WorldOptions = {}): World {
  const resolved = resolveWorldOptions(options);
  const { seed, day, dwellFactor, rateHz, events } = resolved;
  const scene = scenes.get(resolved.scene).build(seed, seed + day * seedsPerDay);
  const reachM = Math.max(
    obstacleReachM,
    resolved.camera?.maxRangeM ?? 0,
    resolved.lidar?.maxRangeM ?? 0,
  );
  const thrown = createThrownObject(events, scene.eyeM);
  const isThrown = events.some(({ kind }) => kind === "thrown");
  // Without one the world stays as it is, solid for solid.
  const solids = isThrown
    ? [...scene.solids, ...thrown.parts.map((part) => part.solid)]
    : scene.solids;
  const view = createView({ ...scene, solids }, reachM);
  const surveyor = createSurveyor(view, scene.streets);
  const traffic = createTraffic(scene.streets, slowed(scene.rules, dwellFactor), scene.drivers);
  const robot = traffic.drivers[0]!;
  const noise = createNoiseTable(seed);
  const camera = resolved.camera && createCamera(view, resolved.camera, seed, noise);
  const lidar = resolved.lidar && createLidar(view, resolved.lidar, seed, noise);
  const substeps = Math.ceil(1 / rateHz / longestStepS);
  const dtS = 1 / rateHz / substeps;
  let tick = 0;

  const move = (timeS: number): void => {
    traffic.move(timeS, dtS);
    for (const { walker } of scene.walkers) moveWalker(walker, dtS);
  };
  const placeBodies = (): void => {
    for (const { driver, parts } of scene.vehicles)
      placeParts(parts, driver.x, driver.y, driver.yaw);
    for (const { walker, parts } of scene.walkers)
      placeParts(parts, walker.x, walker.y, walker.yaw);
  };
  let travelledM = 0;
  let turnedRad = 0;
  const pass = (): void => {
    travelledM = 0;
    turnedRad = 0;
    for (let i = 0; i < substeps; i++) {
      move(tick / rateHz + i * dtS);
      travelledM += robot.speedMps * dtS;
      turnedRad += robot.yawRateRadps * dtS;
    }
    tick++;
  };

  for (let i = 0; i < settlingS * rateHz; i++) pass();
  tick = 0;
  placeBodies();
  return {
    options: resolved,
    step: () => {
      const light = scene.lightAt(tick / rateHz);
      const pose = { xM: robot.x, yM: robot.y, yawRad: robot.yaw };
      thrown.place(pose, tick / rateHz);
      view.surroundings.update(pose.xM, pose.yM);
      const picture = camera?.take(pose, light, tick);
      if (picture) coverLens(picture.rgb, events, tick / rateHz);
      const points = lidar?.sweep(pose, tick);
      const seen: Tick = {
        tick,
        stampNs: stampOf(resolved, tick),
        ...(picture && { camera: picture }),
        ...(points && { lidar: points }),
        truth: surveyor.survey(pose, {
          speedMps: travelledM * rateHz,
          yawRateRadps: turnedRad * rateHz,
        }),
      };
      pass();
      placeBodies();
      return seen;
    },
    skip: (ticks) => {
      for (let i = 0; i < ticks; i++) pass();
      placeBodies();
    },
  };
}

function slowed(rules: DrivingRules, dwellFactor: number): DrivingRules {
  const { min, max } = rules.dwellS;
  return { ...rules, dwellS: { min: dwellFactor * min, max: dwellFactor * max } };
}

/** The sensor time of `tick`, rounded to a nanosecond without drifting. */
export function stampOf(
  options: Pick<ResolvedWorldOptions, "startNs" | "rateHz">,
  tick: number,
): bigint {
  return options.startNs + BigInt(Math.round((tick / options.rateHz) * 1e9));
}
