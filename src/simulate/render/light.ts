import { drift, cellNoise } from "../noise.ts";
import type { Rgb } from "../cast/solid.ts";

/** The light of one moment. Radiance in arbitrary units: the camera's exposure sets the scale. */
export interface Light {
  /** From everywhere. */
  readonly ambient: Rgb;
  /** From the sun, on a surface that faces it. Black indoors. */
  readonly sun: Rgb;
  /** Unit horizontal direction to the sun, its rise per metre, and the unit vector's parts. */
  readonly directionX: number;
  readonly directionY: number;
  readonly slope: number;
  readonly horizontal: number;
  readonly vertical: number;
  /** What distance fades to, and the distance at which 63 % has faded. */
  readonly haze: Rgb;
  readonly hazeM: number;
  /** 0 clear … 1 overcast. */
  readonly cloud: number;
  /** Seconds since the start: clouds move by it. */
  readonly timeS: number;
}

/** Daylight at `timeS`: the sun wanders round, clouds come and go within half a minute. */
export function daylight(timeS: number, seed: number): Light {
  const azimuth = 2 * Math.PI * (cellNoise(1, 0, seed) + timeS / 900);
  const elevation = 0.75 + 0.3 * drift(timeS, 120, seed + 1);
  const cloud = 0.5 + 0.5 * drift(timeS, 23, seed + 2);
  const warmth = 0.12 * drift(timeS, 41, seed + 3);
  const strength = 2.6 * (1 - 0.85 * cloud);
  const sky = 0.75 + 0.35 * cloud;
  return {
    ambient: [0.82 * sky, 0.92 * sky, 1.1 * sky],
    sun: [strength * (1.08 + warmth), strength, strength * (0.84 - warmth)],
    directionX: Math.cos(azimuth),
    directionY: Math.sin(azimuth),
    slope: Math.tan(elevation),
    horizontal: Math.cos(elevation),
    vertical: Math.sin(elevation),
    haze: [0.95, 1, 1.08],
    hazeM: 260 + 120 * drift(timeS, 67, seed + 4),
    cloud,
    timeS,
  };
}

/** Lamp light at `timeS`: no sun, a level and a tint that wander as daylight leaks in. */
export function lamplight(timeS: number, seed: number): Light {
  const level = 1 + 0.3 * drift(timeS, 19, seed + 1);
  const warmth = 0.1 * drift(timeS, 37, seed + 2);
  return {
    ambient: [level * (1.02 + warmth), level, level * (0.92 - warmth)],
    sun: [0, 0, 0],
    directionX: 1,
    directionY: 0,
    slope: 1,
    horizontal: 0,
    vertical: 0,
    haze: [0.5, 0.5, 0.5],
    hazeM: 400,
    cloud: 0,
    timeS,
  };
}
