import { fail } from "../core/errors.ts";
import type { WorldEvent } from "./events.ts";

/** A pinhole camera. */
export interface CameraSpec {
  readonly width: number;
  readonly height: number;
  /** Horizontal field of view, degrees in (0, 170]. */
  readonly hFovDeg: number;
  /** Rays per pixel along each side, averaged; 1 is fastest. */
  readonly samples: number;
  /** Standard deviation of the sensor noise, in 8-bit steps. */
  readonly noiseLevel: number;
  readonly maxRangeM: number;
}

/** A spinning lidar. Rings are evenly spaced in elevation, columns in azimuth. */
export interface LidarSpec {
  readonly rings: number;
  readonly columns: number;
  readonly fovUpDeg: number;
  readonly fovDownDeg: number;
  readonly maxRangeM: number;
  /** Standard deviation of a range. */
  readonly rangeNoiseM: number;
  /** Fraction of the returns that are lost. */
  readonly dropout: number;
}

export interface WorldOptions {
  /** A name of the scene registry. Default `city`. */
  readonly scene?: string;
  /** Any integer: another seed is another place with other people. Default 1. */
  readonly seed?: number;
  /** Another day in the same place: other traffic, another route, other light. Default 0, the first. */
  readonly day?: number;
  /** How many times longer than usual everyone's stops along a street last. Default 1. */
  readonly dwellFactor?: number;
  /** Ticks per second of the world. Default 10. */
  readonly rateHz?: number;
  /** The stamp of tick 0, nanoseconds since the Unix epoch. */
  readonly startNs?: bigint;
  /** What differs from {@link defaultCamera}; `false` = no camera. */
  readonly camera?: Partial<CameraSpec> | false;
  /** What differs from {@link defaultLidar}; `false` = no lidar. */
  readonly lidar?: Partial<LidarSpec> | false;
  /** What happens out of the ordinary. Default nothing. */
  readonly events?: readonly WorldEvent[];
}

const latestDay = 1_000_000;

const defaultCamera: CameraSpec = {
  width: 192,
  height: 64,
  hFovDeg: 90,
  samples: 1,
  noiseLevel: 3,
  maxRangeM: 120,
};

const defaultLidar: LidarSpec = {
  rings: 32,
  columns: 512,
  fovUpDeg: 10,
  fovDownDeg: -20,
  maxRangeM: 60,
  rangeNoiseM: 0.02,
  dropout: 0.03,
};

/** 2026-01-01T00:00:00Z: any fixed instant, so that a run does not depend on when it runs. */
const defaultStartNs = 1_767_225_600_000_000_000n;

export interface ResolvedWorldOptions {
  readonly scene: string;
  readonly seed: number;
  readonly day: number;
  readonly dwellFactor: number;
  readonly rateHz: number;
  readonly startNs: bigint;
  readonly camera: CameraSpec | undefined;
  readonly lidar: LidarSpec | undefined;
  readonly events: readonly WorldEvent[];
}

/**
 * Fills in the defaults and checks every number.
 *
 * @throws AppError OPTION_INVALID naming the option, what was expected and what came
 */
export function resolveWorldOptions(options: WorldOptions): ResolvedWorldOptions {
  const camera = options.camera === false ? undefined : { ...defaultCamera, ...options.camera };
  const lidar = options.lidar === false ? undefined : { ...defaultLidar, ...options.lidar };
  const seed = options.seed ?? 1;
  const day = options.day ?? 0;
  const dwellFactor = options.dwellFactor ?? 1;
  const rateHz = options.rateHz ?? 10;
  if (!Number.isSafeInteger(seed)) fail("OPTION_INVALID", "seed", "an integer", seed);
  if (!Number.isInteger(day) || day < 0 || day > latestDay)
    fail("OPTION_INVALID", "day", `a whole number from 0 to ${latestDay}`, day);
  requireRange("dwellFactor", dwellFactor, 1, 1000);
  requireRange("rateHz", rateHz, 0.1, 1000);
  if (camera !== undefined) checkCamera(camera);
  if (lidar !== undefined) checkLidar(lidar);
  return {
    scene: options.scene ?? "city",
    seed,
    day,
    dwellFactor,
    rateHz,
    startNs: options.startNs ?? defaultStartNs,
    camera,
    lidar,
    events: options.events ?? [],
  };
}

function checkCamera(camera: CameraSpec): void {
  requireCount("camera.width", camera.width, 4096);
  requireCount("camera.height", camera.height, 4096);
  requireCount("camera.samples", camera.samples, 8);
  requireRange("camera.hFovDeg", camera.hFovDeg, 1, 170);
  requireRange("camera.noiseLevel", camera.noiseLevel, 0, 255);
  requireRange("camera.maxRangeM", camera.maxRangeM, 1, 1000);
}

function checkLidar(lidar: LidarSpec): void {
  requireCount("lidar.rings", lidar.rings, 256);
  requireCount("lidar.columns", lidar.columns, 8192);
  requireRange("lidar.fovUpDeg", lidar.fovUpDeg, -89, 89);
  requireRange("lidar.fovDownDeg", lidar.fovDownDeg, -89, 89);
  requireRange("lidar.maxRangeM", lidar.maxRangeM, 1, 1000);
  requireRange("lidar.rangeNoiseM", lidar.rangeNoiseM, 0, 10);
  requireRange("lidar.dropout", lidar.dropout, 0, 1);
  if (lidar.fovDownDeg >= lidar.fovUpDeg)
    fail("OPTION_INVALID", "lidar.fovDownDeg", "less than lidar.fovUpDeg", lidar.fovDownDeg);
}

function requireCount(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    fail("OPTION_INVALID", name, `a whole number from 1 to ${most}`, value);
}

function requireRange(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    fail("OPTION_INVALID", name, `a number from ${least} to ${most}`, value);
}
