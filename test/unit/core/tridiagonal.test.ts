import { Matrix as DenseMatrix, solve } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { gram } from "../../../src/core/matrix-product.ts";
import { matrixFrom, zeros } from "../../../src/core/matrix.ts";
import { tridiagonalise } from "../../../src/core/tridiagonal.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

describe("tridiagonalise", () => {
  it.each([1, 2, 3, 4, 5, 8, 17])("solves (A + λI)w = b like a direct solver, n = %i", (n) => {
    const a = gram(randomMatrix(n + 3, n, n));
    const b = randomMatrix(1, n, 99).data;
    const lambdas = [1e-4, 0.3, 50];
    const solutions = tridiagonalise(a).solvePath(lambdas, b);
    for (const [i, lambda] of lambdas.entries()) {
      const shifted = DenseMatrix.from1DArray(n, n, a.data).add(DenseMatrix.eye(n, n).mul(lambda));
      const expected = solve(shifted, DenseMatrix.columnVector(b)).to1DArray();
      solutions[i]!.forEach((value, k) => {
        expect(value).toBeCloseTo(expected[k]!, 8);
      });
    }
  });

  it("keeps the trace and the squared norm, as a rotation does", () => {
    const n = 12;
    const a = gram(randomMatrix(9, n, 5));
    const { diagonal, subDiagonal } = tridiagonalise(a);
    const sum = (values: Float64Array, f: (v: number) => number) =>
      values.reduce((total, value) => total + f(value), 0);
    const square = (v: number) => v * v;
    const trace = Array.from({ length: n }, (_, i) => a.data[i * n + i]!).reduce(
      (s, v) => s + v,
      0,
    );
    expect(sum(diagonal, (v) => v)).toBeCloseTo(trace, 9);
    expect(sum(diagonal, square) + 2 * sum(subDiagonal, square)).toBeCloseTo(
      sum(a.data, square),
      8,
    );
  });

  it("solves a system whose matrix is all zeros", () => {
    expect([
      ...tridiagonalise(zeros(3, 3)).solvePath([2], Float64Array.from([2, 4, 6]))[0]!,
    ]).toEqual([1, 2, 3]);
  });

  it("leaves the matrix and the right-hand side as they were", () => {
    const a = matrixFrom([2, 1, 1, 3], 2, 2);
    const b = Float64Array.from([1, 2]);
    tridiagonalise(a).solvePath([1], b);
    expect([...a.data, ...b]).toEqual([2, 1, 1, 3, 1, 2]);
  });

  it("refuses a matrix that is not square", () => {
    expect(() => tridiagonalise(zeros(2, 3))).toThrow(
      /expected a square matrix, received \[2, 3\]/,
    );
  });
});
