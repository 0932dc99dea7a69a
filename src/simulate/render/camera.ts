import { castColumn, createColumn, type Slice } from "../cast/column.ts";
import { createHit, findHit } from "../cast/hit.ts";
import { readingOrder, type NoiseTable } from "../noise-table.ts";
import type { Pose } from "../truth.ts";
import type { CameraSpec } from "../world-options.ts";
import type { View } from "../view.ts";
import { develop } from "./develop.ts";
import type { Light } from "./light.ts";
import { contactShade, createSurfacePoint, lightPoint, paintHit } from "./shade.ts";

/** A picture: `rgb` is [height, width, 3], row-major, owned by the receiver. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

export interface Camera {
  /** The picture from `pose` in `light` at tick `tick`. Allocates nothing but the picture. */
  take(pose: Pose, light: Light, tick: number): Picture;
}

/**
 * A pinhole camera at the robot's origin, looking ahead, its horizon in the middle row.
 *
 * Every picture row and column is `samples` rays wide, averaged in linear light.
 */
export function createCamera(
  view: View,
  spec: CameraSpec,
  seed: number,
  noise: NoiseTable,
): Camera {
  const { width, height, samples, noiseLevel } = spec;
  const radiance = new Float32Array(width * height * 3);
  const column = createColumn();
  const hit = createHit();
  const point = createSurfacePoint();
  const { paint } = point;
  const tangent = Math.tan((spec.hFovDeg * Math.PI) / 360);
  const focalPx = width / 2 / tangent;
  const footprintPerM = 1 / focalPx;
  const share = 1 / (samples * samples);
  const slice: Slice = {
    x: 0,
    y: 0,
    z: view.eyeM,
    directionX: 0,
    directionY: 0,
    reach: spec.maxRangeM,
    steepest: height / 2 / focalPx,
  };

  const look = (slope: number, light: Light): void => {
    findHit(hit, column, slope, view.eyeM, view.map.ceilingM, spec.maxRangeM);
    if (hit.kind === "none") {
      const length = Math.hypot(slice.directionX, slice.directionY);
      const { directionX, directionY } = slice;
      view.painter.sky(paint, directionX / length, directionY / length, slope / length, light);
      return;
    }
    paintHit(point, hit, column, slice, view.painter, slope, hit.t * footprintPerM);
    lightPoint(point, light, view.map, view.tallestM, hit.t);
    if (hit.kind !== "ground") return;
    const shade = contactShade(column, hit.t);
    paint.r *= shade;
    paint.g *= shade;
    paint.b *= shade;
  };

  const takeColumn = (x: number, light: Light): void => {
    for (let y = 0; y < height * samples; y++) {
      look((height / 2 - (y + 0.5) / samples) / focalPx, light);
      const at = (Math.floor(y / samples) * width + x) * 3;
      radiance[at]! += paint.r * share;
      radiance[at + 1]! += paint.g * share;
      radiance[at + 2]! += paint.b * share;
    }
  };

  return {
    take: (pose, light, tick) => {
      radiance.fill(0);
      const forwardX = Math.cos(pose.yawRad);
      const forwardY = Math.sin(pose.yawRad);
      slice.x = pose.xM;
      slice.y = pose.yM;
      for (let x = 0; x < width * samples; x++) {
        const right = ((2 * (x + 0.5)) / (width * samples) - 1) * tangent;
        slice.directionX = forwardX + forwardY * right;
        slice.directionY = forwardY - forwardX * right;
        castColumn(column, slice, view.map, view.surroundings);
        takeColumn(Math.floor(x / samples), light);
      }
      const rgb = new Uint8Array(radiance.length);
      const order = readingOrder(seed, "camera", tick);
      develop(
        radiance,
        rgb,
        { timeS: light.timeS, seed },
        { ...noise, ...order, level: noiseLevel },
      );
      return { width, height, rgb };
    },
  };
}
