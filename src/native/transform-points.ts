import { fail } from "../core/errors.ts";
import { loadedKernels } from "./loaded-kernels.ts";
import type { Pose } from "./pose.ts";
import { transformPointsTwin } from "./twins/transform-points.ts";

/**
 * Points in another frame: x, y, z of [n, 4] by `pose`, the fourth number as it is. `out` may be `points`.
 *
 * The addon and its twin give the same bits: sums in float64, rounded once.
 *
 * @throws AppError SHAPE_MISMATCH when a length does not fit
 */
export function transformPoints(points: Float32Array, pose: Pose, out: Float32Array): void {
  if (points.length % 4 !== 0 || out.length !== points.length) {
    const given = `${points.length} and ${out.length} numbers`;
    fail("SHAPE_MISMATCH", "transformPoints", "points and an output [n, 4]", given);
  }
  if (pose.length !== 12) {
    fail("SHAPE_MISMATCH", "transformPoints", "a pose [3, 4]", `${pose.length} numbers`);
  }
  const kernels = loadedKernels();
  if (kernels === undefined) transformPointsTwin(points, pose, out);
  else kernels.transformPoints(points, pose, out);
}
