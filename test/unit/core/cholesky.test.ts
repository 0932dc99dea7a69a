import { Matrix as DenseMatrix, solve } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { cholesky, solveFactored, solveLower } from "../../../src/core/cholesky.ts";
import { gram, timesTransposed } from "../../../src/core/matrix-product.ts";
import { transpose } from "../../../src/core/matrix.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

describe("cholesky", () => {
  it("gives the factor whose square is the matrix", () => {
    const a = gram(randomMatrix(30, 7, 1));
    const lower = cholesky(a);
    const square = timesTransposed(lower, lower);
    square.data.forEach((value, i) => {
      expect(value).toBeCloseTo(a.data[i]!, 9);
    });
  });

  it("solves what a general solver solves", () => {
    const a = gram(randomMatrix(20, 5, 2));
    const b = randomMatrix(5, 3, 3);
    const lower = cholesky(a);
    const dense = new DenseMatrix(5, 5);
    a.data.forEach((value, i) => dense.set(Math.floor(i / 5), i % 5, value));
    const expected = solve(dense, DenseMatrix.from1DArray(5, 3, b.data)).to1DArray();
    const solved = solveFactored(lower, b);
    solved.data.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 9);
    });
    // Half of the way: |L⁻¹b|² = bᵀA⁻¹b.
    const half = transpose(solveLower(lower, b)).data.subarray(0, 5);
    const whole = half.reduce((sum, value) => sum + value * value, 0);
    const column = [0, 1, 2, 3, 4].map((r) => 3 * r);
    expect(whole).toBeCloseTo(
      column.reduce((sum, at) => sum + b.data[at]! * expected[at]!, 0),
      9,
    );
  });

  it("refuses a matrix that is not positive definite", () => {
    expect(() => cholesky({ rows: 2, columns: 2, data: Float64Array.of(1, 2, 2, 1) })).toThrow(
      /positive definite.*OPTION_INVALID/,
    );
  });
});
