import { latticeHash } from "../noise.ts";
import { castColumn, createColumn, type Slice } from "../cast/column.ts";
import { createHit, findHit } from "../cast/hit.ts";
import { readingOrder, type NoiseTable } from "../noise-table.ts";
import type { Pose } from "../truth.ts";
import type { LidarSpec } from "../world-options.ts";
import type { View } from "../view.ts";
import { createSurfacePoint, paintHit, type SurfacePoint } from "./shade.ts";

export interface Lidar {
  /**
   * One sweep from `pose`: [n, 4] x forward, y left, z up in metres in the sensor frame, intensity
   * in [0, 1]; returns only, column by column from straight behind clockwise, each from the top ring
   * down. Owned by the receiver.
   */
  sweep(pose: Pose, tick: number): Float32Array;
}

/** How wide the beam is: what the painter may blur over. */
const beamRad = 0.003;

/**
 * A spinning lidar at the robot's origin. The sweep is taken at one instant, so that its points and
 * the truth agree; a ray that meets nothing within `maxRangeM` gives no point.
 */
export function createLidar(view: View, spec: LidarSpec, seed: number, noise: NoiseTable): Lidar {
  const { rings, columns, maxRangeM, rangeNoiseM, dropout } = spec;
  const slopes = ringSlopes(spec);
  const column = createColumn();
  const hit = createHit();
  const point = createSurfacePoint();
  const scratch = new Float32Array(rings * columns * 4);
  const dropBelow = dropout * 4294967296;
  const slice: Slice = {
    x: 0,
    y: 0,
    z: view.eyeM,
    directionX: 0,
    directionY: 0,
    reach: maxRangeM,
    steepest: slopes[0]!,
  };
  return {
    sweep: (pose, tick) => {
      const order = readingOrder(seed, "lidar", tick);
      const dropSeed = latticeHash(tick, 0, seed);
      slice.x = pose.xM;
      slice.y = pose.yM;
      let n = 0;
      for (let c = 0; c < columns; c++) {
        const azimuth = Math.PI - ((c + 0.5) * 2 * Math.PI) / columns;
        slice.directionX = Math.cos(pose.yawRad + azimuth);
        slice.directionY = Math.sin(pose.yawRad + azimuth);
        castColumn(column, slice, view.map, view.surroundings);
        for (let r = 0; r < rings; r++) {
          const slope = slopes[r]!;
          findHit(hit, column, slope, view.eyeM, view.map.ceilingM, maxRangeM);
          if (hit.kind === "none" || latticeHash(c, r, dropSeed) < dropBelow) continue;
          const stretch = Math.sqrt(1 + slope * slope);
          const range = hit.t * stretch;
          if (range > maxRangeM) continue;
          const draw = noise.values[(order.start + (c * rings + r) * order.stride) & noise.mask]!;
          const flat = (range + rangeNoiseM * draw) / stretch;
          paintHit(point, hit, column, slice, view.painter, slope, hit.t * beamRad);
          scratch[n] = flat * Math.cos(azimuth);
          scratch[n + 1] = flat * Math.sin(azimuth);
          scratch[n + 2] = flat * slope;
          scratch[n + 3] = reflected(point, slice, slope, stretch);
          n += 4;
        }
      }
      return scratch.slice(0, n);
    },
  };
}

/** The rise per metre of each ring, the topmost first, evenly spaced in angle. */
function ringSlopes(spec: LidarSpec): Float64Array {
  const up = (spec.fovUpDeg * Math.PI) / 180;
  const down = (spec.fovDownDeg * Math.PI) / 180;
  return Float64Array.from({ length: spec.rings }, (_, r) =>
    Math.tan(up + ((down - up) * (r + 0.5)) / spec.rings),
  );
}

/** Intensity: the material's brightness and how squarely the beam meets it (Lambert). */
function reflected(point: SurfacePoint, slice: Slice, slope: number, stretch: number): number {
  const { paint } = point;
  const facing =
    -(point.normalX * slice.directionX + point.normalY * slice.directionY + point.normalZ * slope) /
    stretch;
  const brightness = 0.3 * paint.r + 0.5 * paint.g + 0.2 * paint.b;
  return Math.max(0.02, Math.min(1, brightness * (0.35 + 0.9 * Math.max(0, facing))));
}
