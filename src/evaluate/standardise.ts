import type { Matrix } from "../core/matrix.ts";
import { zeros } from "../core/matrix.ts";

/** Means and deviations of some rows, ready to be applied to any rows with the same columns. */
export interface Standardiser {
  /** The columns kept; a column that is constant in the rows it was fitted on says nothing. */
  readonly kept: readonly number[];
  /** Of every column of the matrix, kept or not. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Rows `rows` of `matrix`, kept columns only, minus mean, over deviation: [rows.length, kept]. */
  apply(matrix: Matrix, rows: ArrayLike<number>): Matrix;
}

/** Deviations below this part of the mean are rounding of float32 features, not signal. */
const roundingNoise = 1e-6;

/** Learns mean and deviation (population) of every column from the rows `rows` of `matrix`. */
export function fitStandardiser(matrix: Matrix, rows: ArrayLike<number>): Standardiser {
  const { mean, deviation } = momentsOf(matrix, rows);
  return standardiserOf(mean, deviation);
}

/** The same with one deviation for all columns that vary: the root of their mean variance. */
export function fitCommonScale(matrix: Matrix, rows: ArrayLike<number>): Standardiser {
  return withLeastDeviation(matrix, rows, Infinity);
}

/**
 * The same with no deviation below a tenth of the usual one: a column that hardly varies in a few rows is
 * not to rule a prediction when it does elsewhere.
 */
export function fitFlooredStandardiser(matrix: Matrix, rows: ArrayLike<number>): Standardiser {
  return withLeastDeviation(matrix, rows, 0.1);
}

/** @param least in parts of the root of the mean variance; Infinity = that root for all */
function withLeastDeviation(matrix: Matrix, rows: ArrayLike<number>, least: number): Standardiser {
  const { mean, deviation } = momentsOf(matrix, rows);
  const { kept } = standardiserOf(mean, deviation);
  const variance = kept.reduce((sum, c) => sum + deviation[c]! ** 2, 0) / Math.max(1, kept.length);
  const usual = Math.sqrt(variance);
  const used = deviation.slice();
  for (const c of kept) {
    used[c] = least === Infinity ? usual : Math.max(deviation[c]!, least * usual);
  }
  return standardiserOf(mean, used);
}

function momentsOf(
  { columns, data }: Matrix,
  rows: ArrayLike<number>,
): { readonly mean: Float64Array; readonly deviation: Float64Array } {
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
  return { mean, deviation: square.map(Math.sqrt) };
}

function standardiserOf(mean: Float64Array, deviation: Float64Array): Standardiser {
  const columns = mean.length;
  const kept = [...deviation.keys()].filter(
    (c) => deviation[c]! > roundingNoise * Math.abs(mean[c]!),
  );

  return {
    kept,
    mean,
    deviation,
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
