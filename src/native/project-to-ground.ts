import { fail } from "../core/errors.ts";
import {
  checkGroundSpec,
  type GroundCounts,
  type GroundGrid,
  type GroundSpec,
} from "./ground-grid.ts";
import { loadedKernels } from "./loaded-kernels.ts";
import { projectToGroundTwin } from "./twins/project-to-ground.ts";

/**
 * A scan as a bird's-eye-view grid: of each cell the highest point, its intensity, and how many there are. Overwrites
 * `out`; of two equally high points the first gives the intensity. The box's front, left and lower faces belong to it,
 * the others do not.
 *
 * `points` is [n, 4]: x forward, y left, z up in metres, and intensity. The addon and its twin give the same bits.
 *
 * @throws AppError SHAPE_MISMATCH when `points` or `out` has the wrong length; OPTION_INVALID for the spec
 */
export function projectToGround(
  points: Float32Array,
  spec: GroundSpec,
  out: GroundGrid,
): GroundCounts {
  checkGroundSpec(spec);
  const cells = spec.rows * spec.columns;
  if (points.length % 4 !== 0) {
    fail("SHAPE_MISMATCH", "projectToGround", "points [n, 4]", `${points.length} numbers`);
  }
  for (const plane of [out.height, out.intensity, out.count]) {
    if (plane.length !== cells) {
      fail("SHAPE_MISMATCH", "projectToGround", `${cells} cells`, `${plane.length}`);
    }
  }
  const kernels = loadedKernels();
  if (kernels === undefined) return projectToGroundTwin(points, spec, out);
  const { rows, columns, minXM, maxXM, minYM, maxYM, minZM, maxZM } = spec;
  return kernels.projectToGround(
    ...([points, rows, columns, minXM, maxXM, minYM, maxYM, minZM, maxZM] as const),
    ...([out.height, out.intensity, out.count] as const),
  );
}
