import type { Matrix } from "../../core/matrix.ts";
import { rowOf } from "../../core/matrix.ts";

/**
 * How much the direction of features varies: the standard deviation of each column of the
 * l2-normalised rows, averaged over columns, times √d. 0 when all rows point the same way, 1 when
 * directions are isotropic.
 *
 * Shapes: features [n, d]. A row of zeros stays zero. Absent with fewer than two rows, or when a
 * value is not finite.
 *
 * @see Chen and He 2021, arXiv:2011.10566, section 4.1: the std that tells collapse
 */
export function featureStd(features: Matrix): number | undefined {
  const { rows, columns } = features;
  if (rows < 2 || columns === 0) return undefined;
  const inverseNorms = Float64Array.from({ length: rows }, (_, r) => {
    const norm = Math.sqrt(rowOf(features, r).reduce((sum, value) => sum + value * value, 0));
    return norm === 0 ? 0 : 1 / norm;
  });
  let sumOfStd = 0;
  for (let c = 0; c < columns; c++) {
    let mean = 0;
    for (let r = 0; r < rows; r++) mean += features.data[r * columns + c]! * inverseNorms[r]!;
    mean /= rows;
    let squares = 0;
    for (let r = 0; r < rows; r++) {
      squares += (features.data[r * columns + c]! * inverseNorms[r]! - mean) ** 2;
    }
    sumOfStd += Math.sqrt(squares / (rows - 1));
  }
  const result = (sumOfStd / columns) * Math.sqrt(columns);
  return Number.isFinite(result) ? result : undefined;
}
