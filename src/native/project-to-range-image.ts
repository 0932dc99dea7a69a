import { fail } from "../core/errors.ts";
import { loadedKernels } from "./loaded-kernels.ts";
import {
  checkRangeImageSpec,
  scratchSize,
  type ProjectionCounts,
  type RangeImage,
  type RangeImageSpec,
} from "./range-image.ts";
import { projectToRangeImageTwin } from "./twins/project-to-range-image.ts";

const noEdges = new Float64Array(0);
const noRings = new Uint16Array(0);

/**
 * Projects a scan onto a range image, keeping the nearest return of each pixel; of two equally near,
 * the first. Overwrites `out`; allocates only the counts.
 *
 * `points` is [n, 4]: x forward, y left, z up in metres, and intensity. Column = ⌊½(1 − yaw/π)·W⌋,
 * so straight ahead is the middle and left comes first; row = ⌊(fovUp − pitch)/(fovUp − fovDown)·H⌋,
 * both edges of the view included. Ranges are compared as they are stored, in float32. A return
 * without distance is too near whatever `minRangeM`, because 0 means that nothing was hit.
 *
 * With `rowEdgesRad` the row is the one between whose edges the pitch lies. With `ringOrder`, and `rings` given, it is
 * the point's ring, and one beyond the rows is outside; without `rings` the pitch decides.
 *
 * The addon and its twin give the same bits.
 *
 * @param rings the beam that saw each point, [n]
 * @throws AppError SHAPE_MISMATCH when `points`, `rings` or `out` has the wrong length; OPTION_INVALID for a spec
 *   that makes no sense
 * @see Milioto et al., RangeNet++, IROS 2019, eq. 1
 */
export function projectToRangeImage(
  points: Float32Array,
  spec: RangeImageSpec,
  out: RangeImage,
  rings?: Uint16Array,
): ProjectionCounts {
  checkRangeImageSpec(spec);
  checkLengths(points, spec, out);
  if (rings !== undefined && 4 * rings.length !== points.length) {
    fail("SHAPE_MISMATCH", "projectToRangeImage", "a ring a point", `${rings.length}`);
  }
  const kernels = loadedKernels();
  if (kernels === undefined) return projectToRangeImageTwin(points, spec, out, rings);
  const { rows, columns, fovUpRad, fovDownRad, minRangeM, maxRangeM } = spec;
  return kernels.projectToRangeImage(
    points,
    rows,
    columns,
    fovUpRad,
    fovDownRad,
    minRangeM,
    maxRangeM,
    out.range,
    out.intensity,
    out.scratch,
    spec.rowEdgesRad ?? noEdges,
    (spec.ringOrder === undefined ? undefined : rings) ?? noRings,
    spec.ringOrder === "lowest-first",
  );
}

function checkLengths(points: Float32Array, spec: RangeImageSpec, out: RangeImage): void {
  const pixels = spec.rows * spec.columns;
  if (points.length % 4 !== 0) {
    fail("SHAPE_MISMATCH", "projectToRangeImage", "points [n, 4]", `${points.length} numbers`);
  }
  for (const plane of [out.range, out.intensity]) {
    if (plane.length !== pixels) {
      fail("SHAPE_MISMATCH", "projectToRangeImage", `${pixels} pixels`, `${plane.length}`);
    }
  }
  if (out.scratch.length < scratchSize(spec)) {
    fail("SHAPE_MISMATCH", "projectToRangeImage", "an image made for this spec", "another one");
  }
}
