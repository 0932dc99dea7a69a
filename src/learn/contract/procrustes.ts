import { Matrix as DenseMatrix, SingularValueDecomposition } from "ml-matrix";
import { times } from "../../core/matrix-product.ts";
import { transpose, zeros, type Matrix } from "../../core/matrix.ts";
import { columnMeans, minusRow } from "../../core/centre.ts";
import type { LinearMap } from "./linear-map.ts";

/**
 * The rotation (or reflection), single scale and shift that bring the rows of `from` nearest to those of `to`:
 * R = UVᵀ of XᵀY = UΣVᵀ, s = tr Σ / ‖X‖², on centred rows X and Y.
 *
 * Shapes: from and to [n, d], finite. Rows that are all alike get the scale 0: there is nothing to turn.
 * @see Schönemann 1966, A generalized solution of the orthogonal Procrustes problem; Gower 1975 for the scale
 */
export function procrustes(from: Matrix, to: Matrix): LinearMap {
  const fromMean = columnMeans(from);
  const toMean = columnMeans(to);
  const x = minusRow(from, fromMean);
  const y = minusRow(to, toMean);
  const cross = times(transpose(x), y);
  const d = from.columns;
  const svd = new SingularValueDecomposition(
    DenseMatrix.from1DArray(d, d, Array.from(cross.data)),
    { autoTranspose: true },
  );
  const rotation = svd.leftSingularVectors.mmul(svd.rightSingularVectors.transpose());
  const energy = x.data.reduce((sum, value) => sum + value * value, 0);
  const scale = energy > 0 ? svd.diagonal.reduce((sum, value) => sum + value, 0) / energy : 0;
  const matrix = zeros(d, d);
  const offset = Float64Array.from(toMean);
  for (let r = 0; r < d; r++) {
    for (let c = 0; c < d; c++) {
      const value = scale * rotation.get(r, c);
      matrix.data[r * d + c] = value;
      offset[c]! -= fromMean[r]! * value;
    }
  }
  return { matrix, offset };
}

/**
 * `procrustes` of each block of `size` columns by itself: what lies on the left of a map stays there.
 *
 * Shapes: from and to [n, d], d a multiple of `size`.
 */
export function blockProcrustes(from: Matrix, to: Matrix, size: number): LinearMap {
  const d = from.columns;
  const matrix = zeros(d, d);
  const offset = new Float64Array(d);
  for (let start = 0; start < d; start += size) {
    const block = procrustes(columns(from, start, size), columns(to, start, size));
    for (let r = 0; r < size; r++) {
      const row = block.matrix.data.subarray(r * size, (r + 1) * size);
      matrix.data.set(row, (start + r) * d + start);
    }
    offset.set(block.offset, start);
  }
  return { matrix, offset };
}

function columns({ rows, columns: d, data }: Matrix, start: number, count: number): Matrix {
  const part = zeros(rows, count);
  for (let r = 0; r < rows; r++) {
    part.data.set(data.subarray(r * d + start, r * d + start + count), r * count);
  }
  return part;
}
