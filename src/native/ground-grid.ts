import { fail } from "../core/errors.ts";

/** The box that is looked at from above, in the sensor frame; row 0 is ahead, at `maxXM`, column 0 left, at `maxYM`. */
export interface GroundSpec {
  readonly rows: number;
  readonly columns: number;
  readonly minXM: number;
  readonly maxXM: number;
  readonly minYM: number;
  readonly maxYM: number;
  readonly minZM: number;
  readonly maxZM: number;
}

/** A scan from above, row-major [rows, columns]; the caller's, to be used again for the next scan. */
export interface GroundGrid {
  /** Metres of the highest point above `minZM`; 0 where nothing was hit. */
  readonly height: Float32Array;
  /** Of the highest point; 0 where nothing was hit. */
  readonly intensity: Float32Array;
  /** Points in the cell. */
  readonly count: Uint32Array;
}

/** What became of each point; the sum is the number of points. */
export interface GroundCounts {
  readonly kept: number;
  readonly nonFinite: number;
  readonly outside: number;
}

/** An empty grid of the size that `spec` asks for. @throws AppError OPTION_INVALID */
export function createGroundGrid(spec: GroundSpec): GroundGrid {
  checkGroundSpec(spec);
  const cells = spec.rows * spec.columns;
  return {
    height: new Float32Array(cells),
    intensity: new Float32Array(cells),
    count: new Uint32Array(cells),
  };
}

/** @throws AppError OPTION_INVALID naming the field that makes no sense */
export function checkGroundSpec(spec: GroundSpec): void {
  for (const name of ["rows", "columns"] as const) {
    const isSize = Number.isInteger(spec[name]) && spec[name] >= 1 && spec[name] <= 16_384;
    if (!isSize) fail("OPTION_INVALID", name, "a whole number, 1 to 16384", spec[name]);
  }
  for (const axis of ["X", "Y", "Z"] as const) {
    const [min, max] = [spec[`min${axis}M`], spec[`max${axis}M`]];
    if (!Number.isFinite(min)) fail("OPTION_INVALID", `min${axis}M`, "metres", min);
    if (!(Number.isFinite(max) && max > min)) {
      fail("OPTION_INVALID", `max${axis}M`, `metres, more than min${axis}M (${min})`, max);
    }
  }
}
