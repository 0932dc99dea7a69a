import type { Matrix } from "./matrix.ts";

/** Means of the columns; zeros where there are no rows. */
export function columnMeans({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  data.forEach((value, i) => {
    mean[i % columns]! += value / rows;
  });
  return mean;
}

/** A copy with `row` taken off every row. */
export function minusRow(matrix: Matrix, row: Float64Array): Matrix {
  const { columns } = matrix;
  return { ...matrix, data: matrix.data.map((value, i) => value - row[i % columns]!) };
}

/** Sum of the squares of all elements. */
export function energyOf({ data }: Matrix): number {
  return data.reduce((sum, value) => sum + value * value, 0);
}
