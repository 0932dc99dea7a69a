import { fail } from "../core/errors.ts";
import { loadedKernels } from "./loaded-kernels.ts";
import { poseOf } from "./pose.ts";
import { deskewPointsTwin } from "./twins/deskew-points.ts";

/** Where the sensor was during a scan, in the frame that the points are to be in. */
export interface Trajectory {
  readonly startS: number;
  readonly endS: number;
  /** [k, 3, 4], k ≥ 2, evenly spread from `startS` to `endS`. @see Pose */
  readonly poses: Float64Array;
}

/** Poses of a steady motion: between two of them a turn of 60°/s over a scan of 0.1 s is 0.1°. */
const steadyPoses = 61;

/**
 * The trajectory of a sensor that moves steadily, as odometry tells it: into the frame that it has at `atS`.
 *
 * @param motion.turnRadPerS rotation vector a second; `motion.speedMPerS` along the sensor's axes
 */
export function steadyTrajectory(
  motion: {
    readonly turnRadPerS: readonly [number, number, number];
    readonly speedMPerS: readonly [number, number, number];
  },
  { startS, endS, atS }: { readonly startS: number; readonly endS: number; readonly atS: number },
): Trajectory {
  const poses = new Float64Array(12 * steadyPoses);
  for (let i = 0; i < steadyPoses; i++) {
    const s = startS + ((endS - startS) * i) / (steadyPoses - 1) - atS;
    const [wx, wy, wz] = motion.turnRadPerS;
    const [vx, vy, vz] = motion.speedMPerS;
    poses.set(poseOf([wx * s, wy * s, wz * s], [vx * s, vy * s, vz * s]), 12 * i);
  }
  return { startS, endS, poses };
}

/**
 * A scan as if the sensor had stood still: each of the points, [n, 4], by the pose of its time, between two poses by
 * what both make of it, in proportion. A time beyond the trajectory counts as its nearest end, NaN as its start. `out`
 * may be `points`.
 *
 * The addon and its twin give the same bits.
 *
 * @param timesS when each point was seen, [n]
 * @throws AppError SHAPE_MISMATCH when a length does not fit; OPTION_INVALID for an end that is not after the start
 */
export function deskewPoints(
  points: Float32Array,
  timesS: Float32Array,
  trajectory: Trajectory,
  out: Float32Array,
): void {
  const { startS, endS, poses } = trajectory;
  if (points.length !== 4 * timesS.length || out.length !== points.length) {
    const given = `${points.length}, ${timesS.length} and ${out.length} numbers`;
    fail("SHAPE_MISMATCH", "deskewPoints", "points [n, 4], times [n], an output [n, 4]", given);
  }
  if (poses.length < 24 || poses.length % 12 !== 0) {
    fail("SHAPE_MISMATCH", "deskewPoints", "poses [2 or more, 3, 4]", `${poses.length} numbers`);
  }
  if (!(Number.isFinite(startS) && Number.isFinite(endS) && startS < endS)) {
    fail("OPTION_INVALID", "endS", `seconds, more than startS (${startS})`, endS);
  }
  const kernels = loadedKernels();
  if (kernels === undefined) deskewPointsTwin(points, timesS, trajectory, out);
  else kernels.deskewPoints(points, timesS, startS, endS, poses, out);
}
