import { castColumn, createColumn, type Slice } from "./cast/column.ts";
import { placeAt, type Streets } from "./traffic/streets.ts";
import type { View } from "./view.ts";

/** Where the robot is, in the world: x east, y north, yaw anticlockwise from east in (-π, π]. */
export interface Pose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** What is really so at one tick. */
export interface Truth extends Pose {
  /** Speed and yaw rate (left positive) over the tick that ends now. */
  readonly speedMps: number;
  readonly yawRateRadps: number;
  /**
   * Horizontal distance from the sensor to the nearest wall or body whose underside is lower than
   * 2 m, in a sector of azimuth: front within ±20°, left 20° to 60°, right -60° to -20°. At most 60.
   */
  readonly obstacleLeftM: number;
  readonly obstacleFrontM: number;
  readonly obstacleRightM: number;
  /** The crossing or half street that the robot is on; the same in both directions of travel. */
  readonly placeId: number;
}

export const obstacleReachM = 60;
const underpassM = 2;
const degreesPerRay = 0.5;

/** Measures the world exactly; the lidar sees the same geometry through noise and dropouts. */
export interface Surveyor {
  survey(pose: Pose, motion: Pick<Truth, "speedMps" | "yawRateRadps">): Truth;
}

export function createSurveyor(view: View, streets: Streets): Surveyor {
  const column = createColumn();
  const slice: Slice = {
    x: 0,
    y: 0,
    z: view.eyeM,
    directionX: 0,
    directionY: 0,
    reach: obstacleReachM,
    // Any wall that reaches the ground ends a ray: only the nearest one counts.
    steepest: -Infinity,
  };
  const nearestIn = (pose: Pose, fromDeg: number, toDeg: number): number => {
    slice.x = pose.xM;
    slice.y = pose.yM;
    let nearest = obstacleReachM;
    for (let azimuthDeg = fromDeg; azimuthDeg <= toDeg; azimuthDeg += degreesPerRay) {
      const azimuth = pose.yawRad + (azimuthDeg * Math.PI) / 180;
      slice.directionX = Math.cos(azimuth);
      slice.directionY = Math.sin(azimuth);
      castColumn(column, slice, view.map, view.surroundings);
      for (let i = 0; i < column.count; i++) {
        const k = column.order[i]!;
        if (column.bottomM[k]! >= underpassM) continue;
        nearest = Math.min(nearest, column.enter[k]!);
        break;
      }
    }
    return nearest;
  };
  return {
    survey: (pose, motion) => ({
      ...pose,
      ...motion,
      obstacleLeftM: nearestIn(pose, 20, 60),
      obstacleFrontM: nearestIn(pose, -20, 20),
      obstacleRightM: nearestIn(pose, -60, -20),
      placeId: placeAt(streets, pose.xM, pose.yM),
    }),
  };
}
