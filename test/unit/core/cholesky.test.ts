import { Matrix as DenseMatrix, solve } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { cholesky, solveLower } from "../../../src/core/cholesky.ts";
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
    // LᵀX = L⁻¹B has no solver of its own here: compare L·(L⁻¹B) with B, and |L⁻¹b|² with bᵀA⁻¹b.
    const half = solveLower(lower, b);
    const dense = new DenseMatrix(5, 5);
    a.data.forEach((value, i) => dense.set(Math.floor(i / 5), i % 5, value));
    const column = Array.from({ length: 5 }, (_, r) => b.data[3 * r]!);
    const solved = solve(dense, DenseMatrix.columnVector(column)).to1DArray();
    const expected = column.reduce((sum, value, i) => sum + value * solved[i]!, 0);
    const first = transpose(half).data.subarray(0, 5);
    expect(first.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(expected, 9);
  });

  it("refuses a matrix that is not positive definite", () => {
    expect(() => cholesky({ rows: 2, columns: 2, data: Float64Array.of(1, 2, 2, 1) })).toThrow(
      /positive definite.*OPTION_INVALID/,
    );
  });
});
