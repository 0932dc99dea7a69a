import type { GroundCounts } from "./ground-grid.ts";
import type { ProjectionCounts } from "./range-image.ts";
import type { ThinCounts } from "./thin-points.ts";

/**
 * The sensor kernels as the addon exports them. They run on the calling thread, keep nothing and allocate no
 * memory for pixels or points. Each throws a TypeError for arguments that contradict each other; the
 * functions of this folder check before, with words for people.
 *
 * @see native/binding/kernels.cpp
 */
export interface KernelCalls {
  readonly projectToRangeImage: (
    points: Float32Array,
    rows: number,
    columns: number,
    fovUpRad: number,
    fovDownRad: number,
    minRangeM: number,
    maxRangeM: number,
    range: Float32Array,
    intensity: Float32Array,
    scratch: BigUint64Array,
    rowEdgesRad: Float64Array,
    rings: Uint16Array,
    isLowestRingFirst: boolean,
  ) => ProjectionCounts;
  /** `fields`: offset and type of each, types in the order of `elementSizes`. */
  readonly extractPoints: (
    data: Uint8Array,
    width: number,
    height: number,
    pointStep: number,
    rowStep: number,
    isBigEndian: boolean,
    fields: Uint32Array,
    points: Float32Array,
  ) => void;
  readonly resizeImage: (
    data: Uint8Array,
    step: number,
    pixelBytes: number,
    red: number,
    green: number,
    blue: number,
    left: number,
    top: number,
    boxWidth: number,
    boxHeight: number,
    width: number,
    height: number,
    out: Uint8Array,
  ) => void;
  readonly normalizeImage: (
    pixels: Uint8Array,
    height: number,
    width: number,
    tables: Float32Array,
    shiftRows: number,
    shiftColumns: number,
    isPlanar: boolean,
    out: Float32Array,
    offset: number,
  ) => void;
  readonly projectToGround: (
    points: Float32Array,
    rows: number,
    columns: number,
    minXM: number,
    maxXM: number,
    minYM: number,
    maxYM: number,
    minZM: number,
    maxZM: number,
    height: Float32Array,
    intensity: Float32Array,
    count: Uint32Array,
  ) => GroundCounts;
  readonly thinPoints: (
    points: Float32Array,
    voxelM: number,
    keys: BigUint64Array,
    places: Uint32Array,
    sums: Float64Array,
    counts: Uint32Array,
    out: Float32Array,
  ) => ThinCounts;
  readonly transformPoints: (points: Float32Array, pose: Float64Array, out: Float32Array) => void;
  readonly deskewPoints: (
    points: Float32Array,
    timesS: Float32Array,
    startS: number,
    endS: number,
    poses: Float64Array,
    out: Float32Array,
  ) => void;
  readonly prepareImage: (
    data: Uint8Array,
    step: number,
    pixelBytes: number,
    red: number,
    green: number,
    blue: number,
    left: number,
    top: number,
    boxWidth: number,
    boxHeight: number,
    width: number,
    height: number,
    tables: Float32Array | Uint16Array,
    shiftRows: number,
    shiftColumns: number,
    isPlanar: boolean,
    out: Float32Array | Uint16Array,
    offset: number,
  ) => void;
}
