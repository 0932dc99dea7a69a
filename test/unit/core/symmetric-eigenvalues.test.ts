import { EigenvalueDecomposition, Matrix as DenseMatrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { gram } from "../../../src/core/matrix-product.ts";
import { matrixFrom, zeros } from "../../../src/core/matrix.ts";
import { symmetricEigenvalues } from "../../../src/core/symmetric-eigenvalues.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

describe("symmetricEigenvalues", () => {
  it("solves a 2 × 2 by hand: [[2, 1], [1, 2]] has 3 and 1", () => {
    const [first, second] = symmetricEigenvalues(matrixFrom([2, 1, 1, 2], 2, 2));
    expect(first).toBeCloseTo(3, 12);
    expect(second).toBeCloseTo(1, 12);
  });

  it.each([1, 3, 10, 41])(
    "agrees with a full decomposition, n = %i, of full and of half rank",
    (n) => {
      for (const rows of [n + 5, Math.ceil(n / 2)]) {
        const a = gram(randomMatrix(rows, n, 7 * n));
        const expected = new EigenvalueDecomposition(DenseMatrix.from1DArray(n, n, a.data), {
          assumeSymmetric: true,
        }).realEigenvalues.sort((x, y) => y - x);
        symmetricEigenvalues(a).forEach((value, i) => {
          expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-12 * expected[0]!);
        });
      }
    },
  );

  it("finds repeated and zero eigenvalues", () => {
    expect([...symmetricEigenvalues(matrixFrom([5, 0, 0, 0, 5, 0, 0, 0, 0], 3, 3))]).toEqual([
      5, 5, 0,
    ]);
    expect([...symmetricEigenvalues(zeros(4, 4))]).toEqual([0, 0, 0, 0]);
  });

  it("finds negative ones", () => {
    const [first, second] = symmetricEigenvalues(matrixFrom([0, 2, 2, 0], 2, 2));
    expect(first).toBeCloseTo(2, 12);
    expect(second).toBeCloseTo(-2, 12);
  });

  it("answers NaN, and answers, when the matrix is not finite", () => {
    const a = gram(randomMatrix(9, 6, 1));
    a.data[8] = NaN;
    a.data[13] = NaN;
    expect(symmetricEigenvalues(a).some(Number.isNaN)).toBe(true);
  });
});
