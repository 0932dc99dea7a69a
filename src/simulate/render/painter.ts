import type { Rgb, Solid } from "../cast/solid.ts";
import type { Light } from "./light.ts";

/** The look of one point of a surface. Reused from point to point. */
export interface Paint {
  /** Linear reflectance. */
  r: number;
  g: number;
  b: number;
  /** Light of its own, as a multiple of the reflectance. */
  glow: number;
}

export function createPaint(): Paint {
  return { r: 0, g: 0, b: 0, glow: 0 };
}

export function setPaint(paint: Paint, colour: Rgb, shade = 1): void {
  paint.r = colour[0] * shade;
  paint.g = colour[1] * shade;
  paint.b = colour[2] * shade;
}

/** Like {@link setPaint} for a colour that is worked out: no array for each of a million points. */
export function setRgb(paint: Paint, r: number, g: number, b: number): void {
  paint.r = r;
  paint.g = g;
  paint.b = b;
}

/** Moves `paint` towards `colour` by `weight` in [0, 1]. */
export function blendPaint(paint: Paint, colour: Rgb, weight: number): void {
  paint.r += (colour[0] - paint.r) * weight;
  paint.g += (colour[1] - paint.g) * weight;
  paint.b += (colour[2] - paint.b) * weight;
}

/**
 * How much of a detail of `sizeM` is seen when a pixel covers `footprintM`: 1 near, 0 once the
 * detail is smaller than half a pixel. Without it far windows turn into flicker.
 */
export function visibility(sizeM: number, footprintM: number): number {
  return Math.max(0, Math.min(1, (2 * sizeM) / footprintM - 1));
}

/**
 * Paints the surfaces of one scene. Each method writes `paint` and draws nothing at random: the same
 * point always looks the same.
 *
 * `footprintM` is how much of the surface one pixel covers.
 */
export interface Painter {
  /** `alongM` runs along the face, `zM` up; the face looks towards (normalX, normalY). */
  wall(
    paint: Paint,
    at: {
      readonly owner: number;
      readonly alongM: number;
      readonly zM: number;
      readonly normalX: number;
      readonly normalY: number;
    },
    footprintM: number,
  ): void;
  /** The top of a wall or a solid seen from above. */
  roof(paint: Paint, owner: number): void;
  ground(paint: Paint, x: number, y: number, footprintM: number): void;
  ceiling(paint: Paint, x: number, y: number, footprintM: number): void;
  solid(paint: Paint, solid: Solid, alongM: number, zM: number, face: number): void;
  /** The sky's radiance (not reflectance) in the unit horizontal direction, `slope` above it. */
  sky(paint: Paint, directionX: number, directionY: number, slope: number, light: Light): void;
}
