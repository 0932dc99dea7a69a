import { EigenvalueDecomposition, Matrix as DenseMatrix } from "ml-matrix";
import { columnMeans, minusRow } from "../core/centre.ts";
import { gram, times, timesTransposed } from "../core/matrix-product.ts";
import type { Matrix } from "../core/matrix.ts";
import { matrixFrom, selectRows, zeros } from "../core/matrix.ts";
import { randomFor } from "../core/random.ts";
import { orthonormalRows } from "./orthonormal-rows.ts";

/** Directions carried along beyond those wanted, so that the last wanted ones converge too. */
const spareDirections = 16;
const iterations = 6;
/** Part of the first variance under which a direction is rounding, not data. */
const emptyDirection = 1e-10;

/** Principal components, whitened: on the rows they were fitted on each has mean 0 and variance 1. */
export interface Pca {
  /** Variances of the components, largest first; as many as the data has, at most those asked for. */
  readonly variances: Float64Array;
  /** [n, d] → [n, components]. */
  apply(matrix: Matrix): Matrix;
}

/**
 * The first `components` principal components of the rows `rows`, by subspace iteration on the
 * covariance with a Rayleigh–Ritz step at the end. The leading ones are exact to rounding, the last
 * few only nearly so: as a baseline the space they span is what counts.
 *
 * Shapes: matrix [n, d], finite. Costs n·d²/2 + 8·(components + 16)·d² products.
 *
 * @see Halko, Martinsson, Tropp 2011, arXiv:0909.4061, algorithm 4.4
 */
export function fitPca(options: {
  readonly matrix: Matrix;
  readonly rows: ArrayLike<number>;
  /** Default 128. */
  readonly components?: number;
}): Pca {
  const { matrix, components = 128 } = options;
  const fitted = selectRows(matrix, options.rows);
  const mean = columnMeans(fitted);
  const centred = minusRow(fitted, mean);
  // Few frames span few directions: the components lie in that span, and there they are cheap.
  const isShort = fitted.rows < fitted.columns / 4;
  const span = isShort ? orthonormalRows(centred) : undefined;
  const found = principalDirections(span ? timesTransposed(centred, span) : centred, components);
  const vectors = span ? times(found.vectors, span) : found.vectors;

  const kept = [...found.variances.keys()].filter(
    (i) => found.variances[i]! > emptyDirection * found.variances[0]!,
  );
  const whitening = selectRows(vectors, kept);
  kept.forEach((from, i) => {
    const scale = 1 / Math.sqrt(found.variances[from]!);
    for (let c = 0; c < matrix.columns; c++) whitening.data[i * matrix.columns + c]! *= scale;
  });
  return {
    variances: found.variances.slice(0, kept.length),
    apply: (other) => timesTransposed(minusRow(other, mean), whitening),
  };
}

interface Components {
  /** Largest first. */
  readonly variances: Float64Array;
  /** A unit vector a row, in the same order. */
  readonly vectors: Matrix;
}

function principalDirections(centred: Matrix, components: number): Components {
  const covariance = scaledGram(centred);
  const size = Math.min(components + spareDirections, centred.columns);
  const random = randomFor(0, "pca");
  const start = zeros(size, centred.columns);
  for (let i = 0; i < start.data.length; i++) start.data[i] = random.normal();
  // Rows are directions. The covariance is symmetric, so V·C is V·Cᵀ.
  let directions = orthonormalRows(start);
  for (let i = 0; i < iterations; i++) {
    directions = orthonormalRows(timesTransposed(directions, covariance));
  }
  const { variances, vectors } = rotateToComponents(directions, covariance);
  const wanted = Array.from({ length: Math.min(components, vectors.rows) }, (_, i) => i);
  return { variances: variances.slice(0, wanted.length), vectors: selectRows(vectors, wanted) };
}

/** Rayleigh–Ritz: the best eigenvectors inside the span of `directions`, largest variance first. */
function rotateToComponents(directions: Matrix, covariance: Matrix): Components {
  const k = directions.rows;
  if (k === 0) return { variances: new Float64Array(), vectors: directions };
  const small = timesTransposed(timesTransposed(directions, covariance), directions);
  const dense = new DenseMatrix(k, k);
  for (let i = 0; i < k; i++) {
    // Symmetric to the last bit, which rounding alone does not give.
    for (let j = 0; j < k; j++) {
      dense.set(i, j, (small.data[i * k + j]! + small.data[j * k + i]!) / 2);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(dense, {
    assumeSymmetric: true,
  });
  const order = [...realEigenvalues.keys()].sort(
    (a, b) => realEigenvalues[b]! - realEigenvalues[a]!,
  );
  const rotation = matrixFrom(
    order.flatMap((column) => eigenvectorMatrix.getColumn(column)),
    k,
    k,
  );
  return {
    variances: Float64Array.from(order, (i) => Math.max(realEigenvalues[i]!, 0)),
    vectors: times(rotation, directions),
  };
}

function scaledGram(centred: Matrix): Matrix {
  const product = gram(centred);
  return { ...product, data: product.data.map((value) => value / centred.rows) };
}
