import { Matrix as DenseMatrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { gram, times, timesTransposed } from "../../../src/core/matrix-product.ts";
import type { Matrix } from "../../../src/core/matrix.ts";
import { matrixFrom, transpose } from "../../../src/core/matrix.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

/** The textbook product, by another library. */
function product(a: Matrix, b: Matrix): Matrix {
  const dense = (m: Matrix) => DenseMatrix.from1DArray(m.rows, m.columns, m.data);
  const result = dense(a).mmul(dense(b));
  return matrixFrom(result.to1DArray(), a.rows, b.columns);
}

function expectClose(actual: Matrix, expected: Matrix): void {
  expect([actual.rows, actual.columns]).toEqual([expected.rows, expected.columns]);
  actual.data.forEach((value, i) => {
    expect(value).toBeCloseTo(expected.data[i]!, 10);
  });
}

describe("gram", () => {
  // Every remainder of the four-row and two-column steps.
  it.each([
    [1, 1],
    [3, 2],
    [4, 5],
    [5, 4],
    [6, 7],
    [7, 3],
    [8, 8],
  ])("is XᵀX for %i × %i", (n, d) => {
    const x = randomMatrix(n, d, n * 10 + d);
    expectClose(gram(x), product(transpose(x), x));
  });

  it("is zero for a matrix without rows", () => {
    expect(gram({ rows: 0, columns: 2, data: new Float64Array() })).toEqual(
      matrixFrom([0, 0, 0, 0], 2, 2),
    );
  });
});

describe("timesTransposed", () => {
  it.each([
    [1, 1, 1],
    [2, 3, 4],
    [3, 2, 5],
    [3, 5, 7],
    [4, 4, 2],
  ])("is A·Bᵀ for %i and %i rows of %i", (n, m, d) => {
    const a = randomMatrix(n, d, 1);
    const b = randomMatrix(m, d, 2);
    expectClose(timesTransposed(a, b), product(a, transpose(b)));
  });

  it("refuses rows of different lengths", () => {
    expect(() => timesTransposed(randomMatrix(2, 3, 1), randomMatrix(2, 4, 1))).toThrow(
      /timesTransposed expected rows of length 3, received 4/,
    );
  });
});

describe("times", () => {
  // Every remainder of the two-row and four-row steps.
  it.each([
    [1, 1, 1],
    [2, 4, 3],
    [3, 7, 2],
    [4, 6, 5],
    [5, 9, 4],
    [6, 8, 1],
  ])("is A·B for %i × %i and %i columns", (n, d, m) => {
    const a = randomMatrix(n, d, 1);
    const b = randomMatrix(d, m, 2);
    expectClose(times(a, b), product(a, b));
  });

  it("refuses a product of sizes that do not meet", () => {
    expect(() => times(randomMatrix(2, 3, 1), randomMatrix(4, 2, 1))).toThrow(
      /times expected 3 rows, received 4/,
    );
  });
});
