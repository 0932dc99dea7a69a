import { gram } from "../core/matrix-product.ts";
import type { Matrix } from "../core/matrix.ts";
import { zeros } from "../core/matrix.ts";
import { tridiagonalise } from "../core/tridiagonal.ts";

/**
 * All that a ridge needs to know of some rows. Sums, so that the moments of a fold are those of
 * everything minus those of the rows held out: one pass over the features serves every fold.
 */
export interface RidgeMoments {
  readonly count: number;
  /** Σx, [d]. */
  readonly sumX: Float64Array;
  readonly sumY: number;
  /** Σxxᵀ, [d, d]. */
  readonly xx: Matrix;
  /** Σxy, [d]. */
  readonly xy: Float64Array;
}

/** The moments of every row of x [n, d] with its label in y [n]. */
export function ridgeMoments(x: Matrix, y: Float64Array): RidgeMoments {
  const sumX = new Float64Array(x.columns);
  const xy = new Float64Array(x.columns);
  for (let r = 0; r < x.rows; r++) {
    const base = r * x.columns;
    for (let c = 0; c < x.columns; c++) {
      sumX[c]! += x.data[base + c]!;
      xy[c]! += x.data[base + c]! * y[r]!;
    }
  }
  return { count: x.rows, sumX, sumY: y.reduce((sum, value) => sum + value, 0), xx: gram(x), xy };
}

/** The moments of the rows that are in `all` and not in `part`. */
export function withoutMoments(all: RidgeMoments, part: RidgeMoments): RidgeMoments {
  const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v - b[i]!);
  return {
    count: all.count - part.count,
    sumX: minus(all.sumX, part.sumX),
    sumY: all.sumY - part.sumY,
    xx: { ...all.xx, data: minus(all.xx.data, part.xx.data) },
    xy: minus(all.xy, part.xy),
  };
}

/** ŷ = w·x + intercept. */
export interface LinearFit {
  readonly weights: Float64Array;
  readonly intercept: number;
}

/**
 * The ridge for each λ, with an intercept that is not shrunk: (C + λI)w = c, where C is the
 * covariance of x and c that of x with y. Dividing by the count makes λ mean the same for any
 * number of rows: on standardised columns the eigenvalues of C add up to d.
 *
 * One reduction to tridiagonal form serves every λ; no eigenvector is ever formed.
 */
export function ridgePath(moments: RidgeMoments, lambdas: readonly number[]): readonly LinearFit[] {
  const { count, sumX, sumY, xx, xy } = moments;
  const d = sumX.length;
  const meanX = sumX.map((sum) => sum / count);
  const meanY = sumY / count;
  const covariance = zeros(d, d);
  for (let j = 0; j < d; j++) {
    for (let k = 0; k < d; k++) {
      covariance.data[j * d + k] = xx.data[j * d + k]! / count - meanX[j]! * meanX[k]!;
    }
  }
  const cross = xy.map((sum, c) => sum / count - meanX[c]! * meanY);
  return tridiagonalise(covariance)
    .solvePath(lambdas, cross)
    .map((weights) => ({
      weights,
      intercept: meanY - weights.reduce((sum, w, c) => sum + w * meanX[c]!, 0),
    }));
}

/** The predictions for every row of x. */
export function predictLinear(x: Matrix, { weights, intercept }: LinearFit): Float64Array {
  const result = new Float64Array(x.rows).fill(intercept);
  for (let r = 0; r < x.rows; r++) {
    const base = r * x.columns;
    for (let c = 0; c < x.columns; c++) result[r]! += weights[c]! * x.data[base + c]!;
  }
  return result;
}
