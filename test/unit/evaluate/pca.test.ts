import { EigenvalueDecomposition, Matrix as DenseMatrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { gram } from "../../../src/core/matrix-product.ts";
import type { Matrix } from "../../../src/core/matrix.ts";
import { matrixFromRows, selectRows, zeros } from "../../../src/core/matrix.ts";
import { fitPca } from "../../../src/evaluate/pca.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

const upTo = (end: number) => Array.from({ length: end }, (_, i) => i);

/** Columns with deviations 1, 1/2, 1/3, … around a mean of 5. */
function fading(rows: number, columns: number, seed: number): Matrix {
  const matrix = randomMatrix(rows, columns, seed);
  matrix.data.forEach((value, i) => (matrix.data[i] = 5 + value / (1 + (i % columns))));
  return matrix;
}

describe("fitPca", () => {
  it("finds by hand the direction of points on a line", () => {
    const matrix = matrixFromRows([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    const pca = fitPca({ matrix, rows: upTo(3) });
    expect([...pca.variances]).toEqual([expect.closeTo(4 / 3, 9)]);
    const scores = [...pca.apply(matrix).data].map(Math.abs);
    [1.5, 0, 1.5].forEach((square, i) => {
      expect(scores[i]).toBeCloseTo(Math.sqrt(square), 9);
    });
  });

  it("has the variances of a full decomposition, largest first", () => {
    const matrix = fading(200, 60, 1);
    const { variances } = fitPca({ matrix, rows: upTo(200), components: 10 });
    const dense = DenseMatrix.from1DArray(200, 60, matrix.data);
    const centred = dense.subRowVector(dense.mean("column"));
    const covariance = centred.transpose().mmul(centred).div(200);
    const expected = new EigenvalueDecomposition(covariance, {
      assumeSymmetric: true,
    }).realEigenvalues.sort((a, b) => b - a);
    expect(variances).toHaveLength(10);
    variances.forEach((value, i) => {
      expect(Math.abs(value / expected[i]! - 1)).toBeLessThan(1e-3);
    });
  });

  it("is white on the rows it was fitted on: mean 0, variance 1, uncorrelated", () => {
    const matrix = fading(100, 20, 2);
    const scores = fitPca({ matrix, rows: upTo(100), components: 6 }).apply(matrix);
    const covariance = gram(scores);
    covariance.data.forEach((value, i) => {
      expect(value / 100).toBeCloseTo(i % 7 === 0 ? 1 : 0, 9);
    });
    for (let c = 0; c < 6; c++) {
      expect(upTo(100).reduce((sum, r) => sum + scores.data[r * 6 + c]!, 0)).toBeCloseTo(0, 9);
    }
  });

  it("sees nothing of the rows it was not fitted on", () => {
    const matrix = fading(60, 10, 3);
    const poisoned = { ...matrix, data: matrix.data.map((v, i) => (i < 400 ? v : 1e9 + v * i)) };
    const rows = upTo(40);
    const clean = fitPca({ matrix, rows, components: 4 });
    const other = fitPca({ matrix: poisoned, rows, components: 4 });
    expect(other.apply(selectRows(matrix, rows))).toEqual(clean.apply(selectRows(matrix, rows)));
  });

  it("has no more components than the data has directions", () => {
    const flat = matrixFromRows(upTo(30).map((i) => [i, 2 * i, Math.sin(i), 7]));
    expect(fitPca({ matrix: flat, rows: upTo(30) }).variances).toHaveLength(2);
  });

  it("has none for frames that are all the same", () => {
    const pca = fitPca({ matrix: zeros(5, 3), rows: upTo(5) });
    expect(pca.variances).toHaveLength(0);
    expect(pca.apply(zeros(2, 3))).toMatchObject({ rows: 2, columns: 0 });
  });
});
