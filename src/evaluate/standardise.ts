import type { Matrix } from "../core/matrix.ts";
import { zeros } from "../core/matrix.ts";

/** Means and deviations of some rows, ready to be applied to any rows with the same columns. */
export interface Standardiser {
  /** The columns kept; a column that is constant in the rows it was fitted on says nothing. */
  readonly kept: readonly number[];
  /** Rows `rows` of `matrix`, kept columns only, minus mean, over deviation: [rows.length, kept]. */
  apply(matrix: Matrix, rows: ArrayLike<number>): Matrix;
}

/** Deviations below this part of the mean are rounding of float32 features, not signal. */
const roundingNoise = 1e-6;

/** Learns mean and deviation (population) of every column from the rows `rows` of `matrix`. */
export function fitStandardiser(matrix: Matrix, rows: ArrayLike<number>): Standardiser {
  const { columns, data } = matrix;
  const count = rows.length;
  const mean = new Float64Array(columns);
  const square = new Float64Array(columns);
  for (let i = 0; i < count; i++) {
    const base = rows[i]! * columns;
    for (let c = 0; c < columns; c++) mean[c]! += data[base + c]! / count;
  }
  for (let i = 0; i < count; i++) {
    const base = rows[i]! * columns;
    for (let c = 0; c < columns; c++) square[c]! += (data[base + c]! - mean[c]!) ** 2 / count;
  }
  const deviation = square.map(Math.sqrt);
  const kept = [...deviation.keys()].filter(
    (c) => deviation[c]! > roundingNoise * Math.abs(mean[c]!),
  );

  return {
    kept,
    apply: (other, wanted) => {
      const result = zeros(wanted.length, kept.length);
      for (let i = 0; i < wanted.length; i++) {
        const from = wanted[i]! * columns;
        const to = i * kept.length;
        for (let k = 0; k < kept.length; k++) {
          const c = kept[k]!;
          result.data[to + k] = (other.data[from + c]! - mean[c]!) / deviation[c]!;
        }
      }
      return result;
    },
  };
}
