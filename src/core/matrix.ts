import { fail } from "./errors.ts";

/** A dense matrix, row-major: element (r, c) is `data[r * columns + c]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** A matrix of zeros. */
export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

/**
 * Copies row-major numbers, such as a tensor's data, into a matrix.
 *
 * @throws AppError SHAPE_MISMATCH when the length is not rows · columns
 */
export function matrixFrom(values: ArrayLike<number>, rows: number, columns: number): Matrix {
  if (values.length !== rows * columns) {
    fail("SHAPE_MISMATCH", "matrixFrom", `${rows * columns} numbers`, `${values.length}`);
  }
  return { rows, columns, data: Float64Array.from(values) };
}

/**
 * Copies vectors of one length, one a row, into a matrix.
 *
 * @throws AppError SHAPE_MISMATCH when a row's length differs from the first one's
 */
export function matrixFromRows(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const result = zeros(rows.length, columns);
  for (const [index, row] of rows.entries()) {
    if (row.length !== columns) {
      fail("SHAPE_MISMATCH", `matrixFromRows row ${index}`, `length ${columns}`, `${row.length}`);
    }
    result.data.set(row, index * columns);
  }
  return result;
}

/** Row `index` as a view: writing to it writes to the matrix. */
export function rowOf(matrix: Matrix, index: number): Float64Array {
  return matrix.data.subarray(index * matrix.columns, (index + 1) * matrix.columns);
}

/** A copy of the rows `indices`, in that order. */
export function selectRows(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const result = zeros(indices.length, matrix.columns);
  for (let i = 0; i < indices.length; i++) {
    result.data.set(rowOf(matrix, indices[i]!), i * matrix.columns);
  }
  return result;
}

export function transpose(matrix: Matrix): Matrix {
  const { rows, columns, data } = matrix;
  const result = zeros(columns, rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) result.data[c * rows + r] = data[r * columns + c]!;
  }
  return result;
}

/** Whether no element is NaN or infinite. */
export function isFiniteMatrix(matrix: Matrix): boolean {
  return matrix.data.every(Number.isFinite);
}
