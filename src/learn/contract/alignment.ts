import { cholesky, solveFactored } from "../../core/cholesky.ts";
import { times, timesTransposed } from "../../core/matrix-product.ts";
import { selectRows, transpose, zeros, type Matrix } from "../../core/matrix.ts";
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
  const centred = minusRow(left, shift);
  // Dual form, with XXᵀ + λI: there are fewer anchors than features.
  const products = timesTransposed(x, x);
  const meanVariance = traceOf(products) / from.columns;
  /** (XXᵀ + λI)⁻¹·rows, [n, m]; zeros where features do not vary. */
  const solved = (strength: number, rows: Matrix): Matrix => {
    if (meanVariance === 0) return zeros(rows.rows, rows.columns);
    return solveFactored(cholesky(plusDiagonal(products, strength * meanVariance)), rows);
  };
  return {
    rotation,
    /** What is added to the rotated rows, for each strength. */
    predict: (rows: Matrix): readonly Matrix[] => {
      const seen = timesTransposed(x, minusRow(rows, mean));
      const unshift = shift.map((value) => -value);
      return strengths.map((strength) =>
        minusRow(times(transpose(solved(strength, seen)), centred), unshift),
      );
    },
    corrected: (strength: number): LinearMap => {
      const correction = times(transpose(x), solved(strength, centred));
      const matrix = {
        ...correction,
        data: correction.data.map((v, i) => v + rotation.matrix.data[i]!),
      };
      const moved = times({ rows: 1, columns: mean.length, data: mean }, correction).data;
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

function traceOf({ rows, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * (rows + 1)]!;
  return sum;
}

function plusDiagonal(square: Matrix, value: number): Matrix {
  const data = square.data.slice();
  for (let i = 0; i < square.rows; i++) data[i * (square.rows + 1)]! += value;
  return { ...square, data };
}
