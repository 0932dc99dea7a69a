import { fail } from "../core/errors.ts";

/** The cylinder that a scan is projected onto: full turn, `rows` from `fovUpRad` down to `fovDownRad`. */
export interface RangeImageSpec {
  readonly rows: number;
  readonly columns: number;
  /** Pitch of the top edge of row 0; positive is up. */
  readonly fovUpRad: number;
  /** Pitch of the bottom edge of the last row. */
  readonly fovDownRad: number;
  /** Nearer returns are the robot itself. */
  readonly minRangeM: number;
  readonly maxRangeM: number;
}

/** A projected scan, row-major [rows, columns]; the caller's, to be used again for the next scan. */
export interface RangeImage {
  /** Metres; 0 where nothing was hit. */
  readonly range: Float32Array;
  /** Of the same return as the range; 0 where nothing was hit. */
  readonly intensity: Float32Array;
  /** The kernel's: a range and a point for each pixel, in wider rows. @see native/core/project_to_range_image.h */
  readonly scratch: BigUint64Array;
}

/** What became of each point; the sum is the number of points. */
export interface ProjectionCounts {
  /** Pixels written. */
  readonly kept: number;
  /** In view, but another return of the same pixel is nearer, or as near and earlier. */
  readonly occluded: number;
  readonly nonFinite: number;
  readonly tooNear: number;
  readonly tooFar: number;
  readonly outsideFov: number;
}

/** An empty image of the size that `spec` asks for. */
export function createRangeImage(spec: RangeImageSpec): RangeImage {
  checkRangeImageSpec(spec);
  const pixels = spec.rows * spec.columns;
  return {
    range: new Float32Array(pixels),
    intensity: new Float32Array(pixels),
    scratch: new BigUint64Array(scratchSize(spec)),
  };
}

/** Elements of a scratch image; its rows are as wide as the kernel wants them. */
export function scratchSize({ rows, columns }: RangeImageSpec): number {
  return rows * 16 * (Math.ceil(columns / 16) | 1);
}

/** @throws AppError OPTION_INVALID naming the field that makes no sense */
export function checkRangeImageSpec(spec: RangeImageSpec): void {
  const { rows, columns, fovUpRad, fovDownRad, minRangeM, maxRangeM } = spec;
  const check = (name: keyof RangeImageSpec, isRight: boolean, expected: string) => {
    if (!isRight) fail("OPTION_INVALID", name, expected, spec[name]);
  };
  check("rows", Number.isInteger(rows) && rows >= 1 && rows <= 4096, "a whole number, 1 to 4096");
  check(
    "columns",
    Number.isInteger(columns) && columns >= 1 && columns <= 16_384,
    "a whole number, 1 to 16384",
  );
  check("fovUpRad", Math.abs(fovUpRad) <= Math.PI / 2, "an angle in radians, -π/2 to π/2");
  check(
    "fovDownRad",
    // A view that is empty to a float32 would have rows without height.
    fovDownRad >= -Math.PI / 2 && fovUpRad - fovDownRad >= 1e-6,
    `an angle in radians, -π/2 to fovUpRad (${fovUpRad})`,
  );
  check("minRangeM", minRangeM >= 0 && Number.isFinite(minRangeM), "metres, 0 or more");
  check(
    "maxRangeM",
    maxRangeM > minRangeM && Number.isFinite(maxRangeM),
    `metres, more than minRangeM (${minRangeM})`,
  );
}
