import { EigenvalueDecomposition, Matrix as DenseMatrix } from "ml-matrix";
import { timesTransposed } from "../../core/matrix-product.ts";
import { selectRows, transpose, type Matrix } from "../../core/matrix.ts";
import { columnMeans, energyOf, minusRow } from "../../core/centre.ts";
import { applyMap, type LinearMap } from "./linear-map.ts";
import { blockProcrustes } from "./procrustes.ts";

/** How features are brought to a contract's basis, and how well that works. */
export interface Alignment {
  readonly map: LinearMap;
  /** Part of the variance of anchors that the map was not fitted on which it does not explain; 0 is perfect. */
  readonly residual: number;
  /** The same when the map may only turn, scale and shift each cell: what the correction is worth. */
  readonly rotationResidual: number;
}

/** How strongly the map is held to the rotation, in parts of the mean variance of a feature; strongest first. */
const strengths: readonly number[] = [10, 1, 0.3, 0.1, 0.03, 0.01];
/** Anchors are left out in this many stretches of time: neighbours would flatter the residual. */
const folds = 4;

/**
 * The linear map from an encoder's features of some frames to what a contract says of the same frames.
 *
 * First orthogonal Procrustes in each cell, with one scale. What that leaves is corrected by a ridge that
 * holds the map to the rotation; its strength is the one that does best on anchors left out. Rotations alone
 * cost a steering probe 0.10 of r² over 480 steps of training, with the correction it lost nothing
 * (docs/results/contract.md): an encoder that learns on does not only turn, it weighs directions anew.
 *
 * Shapes: from and to [n, d] in order of time, finite, n ≥ 8; d a multiple of `channels`, a cell's columns.
 */
export function fitAlignment(options: {
  readonly from: Matrix;
  readonly to: Matrix;
  readonly channels: number;
}): Alignment {
  const { from, to, channels } = options;
  const total = energyOf(minusRow(to, columnMeans(to)));
  const errors = new Float64Array(strengths.length);
  let rotationError = 0;
  for (let fold = 0; fold < folds; fold++) {
    const start = Math.floor((fold * from.rows) / folds);
    const end = Math.floor(((fold + 1) * from.rows) / folds);
    const [held, rest] = [
      rowsWhere(from, (r) => r >= start && r < end),
      rowsWhere(from, (r) => r < start || r >= end),
    ];
    const fitted = fitCorrections(selectRows(from, rest), selectRows(to, rest), channels);
    const missing = minus(selectRows(to, held), applyMap(fitted.rotation, selectRows(from, held)));
    rotationError += energyOf(missing);
    fitted.predict(selectRows(from, held)).forEach((correction, i) => {
      errors[i]! += energyOf(minus(missing, correction));
    });
  }
  const best = errors.indexOf(Math.min(...errors));
  const part = (error: number): number => (total > 0 ? error / total : 0);
  return {
    map: fitCorrections(from, to, channels).corrected(strengths[best]!),
    residual: part(errors[best]!),
    rotationResidual: part(rotationError),
  };
}

/** The rotation of each cell, and the ridges that add what it leaves. */
function fitCorrections(from: Matrix, to: Matrix, channels: number) {
  const rotation = blockProcrustes(from, to, channels);
  const mean = columnMeans(from);
  const x = minusRow(from, mean);
  const left = minus(to, applyMap(rotation, from));
  const shift = columnMeans(left);
  // Dual form: there are fewer anchors than features. XXᵀ = U·diag(e)·Uᵀ serves every strength.
  const eigen = new EigenvalueDecomposition(dense(timesTransposed(x, x)), {
    assumeSymmetric: true,
  });
  const vectors = plain(eigen.eigenvectorMatrix);
  const turned = timesTransposed(transpose(vectors), transpose(minusRow(left, shift)));
  const meanVariance =
    eigen.realEigenvalues.reduce((sum, e) => sum + Math.max(e, 0), 0) / from.columns;
  /** diag(1 / (e + λ))·Uᵀ·left, [n, d]. */
  const weighed = (strength: number): Matrix => {
    const { columns } = turned;
    const weights = eigen.realEigenvalues.map((e) => {
      const held = Math.max(e, 0) + strength * meanVariance;
      return held > 0 ? 1 / held : 0;
    });
    return { ...turned, data: turned.data.map((v, i) => v * weights[Math.floor(i / columns)]!) };
  };
  return {
    rotation,
    /** What is added to the rotated rows, for each strength. */
    predict: (rows: Matrix): readonly Matrix[] => {
      const seen = timesTransposed(timesTransposed(minusRow(rows, mean), x), transpose(vectors));
      const unshift = shift.map((value) => -value);
      return strengths.map((strength) =>
        minusRow(timesTransposed(seen, transpose(weighed(strength))), unshift),
      );
    },
    corrected: (strength: number): LinearMap => {
      const dual = timesTransposed(vectors, transpose(weighed(strength)));
      const correction = timesTransposed(transpose(x), transpose(dual));
      const matrix = {
        ...correction,
        data: correction.data.map((v, i) => v + rotation.matrix.data[i]!),
      };
      const meanRow = { rows: 1, columns: mean.length, data: mean };
      const moved = timesTransposed(meanRow, transpose(correction)).data;
      return { matrix, offset: rotation.offset.map((v, c) => v + shift[c]! - moved[c]!) };
    },
  };
}

function rowsWhere({ rows }: Matrix, isWanted: (row: number) => boolean): readonly number[] {
  return Array.from({ length: rows }, (_, r) => r).filter(isWanted);
}

function minus(a: Matrix, b: Matrix): Matrix {
  return { ...a, data: a.data.map((value, i) => value - b.data[i]!) };
}

function dense({ rows, columns, data }: Matrix): DenseMatrix {
  return DenseMatrix.from1DArray(rows, columns, Array.from(data));
}

function plain(matrix: DenseMatrix): Matrix {
  return {
    rows: matrix.rows,
    columns: matrix.columns,
    data: Float64Array.from(matrix.to1DArray()),
  };
}
