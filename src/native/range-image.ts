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
  /**
   * Pitch of the edges of the rows, [rows + 1] from the top down, for beams that are not spread evenly; the view is
   * then from the first to the last of them. @see rowEdgesOf
   */
  readonly rowEdgesRad?: Float64Array | undefined;
  /** The row of a point is its ring, where the scan says it: ring 0 is the first row, or the last. */
  readonly ringOrder?: "highest-first" | "lowest-first" | undefined;
}

/** A projected scan, row-major [rows, columns]; the caller's, to be used again for the next scan. */
export interface RangeImage {
  /** Metres; 0 where nothing was hit. */
  readonly range: Float32Array;
  /** Of the same return as the range; 0 where nothing was hit. */
  readonly intensity: Float32Array;
  /** The kernel's: range and intensity of each pixel, in wider rows. @see native/core/project_to_range_image.h */
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

/** Elements of a scratch image: its rows are as wide as the kernel wants them, and one is for what is in none. */
export function scratchSize({ rows, columns }: RangeImageSpec): number {
  return rows * 16 * (Math.ceil(columns / 16) | 1) + 1;
}

/**
 * The edges between the rows of beams at these pitches, from the top down: halfway to the next beam, and as far beyond
 * the outermost.
 *
 * @throws AppError OPTION_INVALID unless there are two or more, each lower than the one before
 */
export function rowEdgesOf(elevationsRad: readonly number[]): Float64Array {
  const count = elevationsRad.length;
  const isFalling = elevationsRad.every((e, i) => i === 0 || e < elevationsRad[i - 1]!);
  if (count < 2 || !isFalling) {
    fail("OPTION_INVALID", "elevations", "two or more from the top down", elevationsRad.join(" "));
  }
  const at = (i: number): number => elevationsRad[i]!;
  const between = elevationsRad.slice(1).map((e, i) => (e + at(i)) / 2);
  const [first, last] = [between[0]!, between[count - 2]!];
  return Float64Array.of(2 * at(0) - first, ...between, 2 * at(count - 1) - last);
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
  const edges = spec.rowEdgesRad;
  if (edges === undefined) return;
  const isFalling = edges.every((e, i) => Math.abs(e) <= Math.PI && !(i > 0 && e >= edges[i - 1]!));
  if (edges.length !== rows + 1 || !isFalling) {
    fail("OPTION_INVALID", "rowEdgesRad", `${rows + 1} angles from the top down`, edges.join(" "));
  }
}
