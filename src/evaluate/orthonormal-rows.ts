import type { Matrix } from "../core/matrix.ts";
import { matrixFromRows, rowOf } from "../core/matrix.ts";

/** What is left of a unit vector that lay in the span already. */
const dependent = 1e-10;

/**
 * An orthonormal basis of the space that the rows of `matrix` span: [rank, columns].
 *
 * Modified Gram–Schmidt, each row swept twice, which keeps the basis orthogonal to rounding.
 */
export function orthonormalRows(matrix: Matrix): Matrix {
  const basis: Float64Array[] = [];
  for (let r = 0; r < matrix.rows; r++) {
    const row = Float64Array.from(rowOf(matrix, r));
    const before = norm(row);
    for (let sweep = 0; sweep < 2; sweep++) {
      for (const unit of basis) {
        let dot = 0;
        for (let c = 0; c < row.length; c++) dot += unit[c]! * row[c]!;
        for (let c = 0; c < row.length; c++) row[c]! -= dot * unit[c]!;
      }
    }
    const left = norm(row);
    if (left > dependent * before) basis.push(row.map((value) => value / left));
  }
  return basis.length === 0
    ? { rows: 0, columns: matrix.columns, data: new Float64Array() }
    : matrixFromRows(basis);
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
