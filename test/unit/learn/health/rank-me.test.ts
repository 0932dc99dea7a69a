import { SingularValueDecomposition, Matrix as DenseMatrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { matrixFrom, matrixFromRows, transpose, zeros } from "../../../../src/core/matrix.ts";
import { rankMe } from "../../../../src/learn/health/rank-me.ts";
import { randomMatrix } from "../../../support/random-matrix.ts";

describe("rankMe", () => {
  it("is the entropy of the singular values, by hand for σ = 3 and 1", () => {
    // p = 3/4, 1/4: exp(−0.75 ln 0.75 − 0.25 ln 0.25) = 4 / 3^0.75
    expect(rankMe(matrixFrom([3, 0, 0, 1], 2, 2))).toBeCloseTo(4 / 3 ** 0.75, 5);
  });

  it("agrees with a full singular value decomposition", () => {
    const x = randomMatrix(40, 12, 3);
    x.data.forEach((_, i) => (x.data[i]! *= 1 / (1 + (i % 12)) ** 2));
    const { diagonal } = new SingularValueDecomposition(DenseMatrix.from1DArray(40, 12, x.data));
    const sum = diagonal.reduce((total, value) => total + value, 0);
    const entropy = diagonal.reduce(
      (total, s) => total - (s / sum + 1e-7) * Math.log(s / sum + 1e-7),
      0,
    );
    expect(rankMe(x)).toBeCloseTo(Math.exp(entropy), 6);
  });

  it("is 1 for collapsed features", () => {
    const collapsed = matrixFromRows(Array.from({ length: 50 }, () => [1, -2, 3, 0.5]));
    expect(rankMe(collapsed)).toBeCloseTo(1, 3);
  });

  it.each([
    // rows, columns, ceiling for isotropic features
    [512, 128, 124],
    [32, 64, 31],
  ])("stays at its ceiling for %i isotropic rows of %i: about %i", (rows, columns, ceiling) => {
    const value = rankMe(randomMatrix(rows, columns, 11))!;
    expect(value).toBeLessThan(Math.min(rows, columns));
    expect(Math.abs(value - ceiling)).toBeLessThan(2);
  });

  it("is the same for a matrix and its transpose", () => {
    const x = randomMatrix(6, 20, 4);
    expect(rankMe(x)).toBeCloseTo(rankMe(transpose(x))!, 6);
  });

  it("does not depend on the features' scale", () => {
    const x = randomMatrix(30, 8, 5);
    expect(rankMe({ ...x, data: x.data.map((v) => v * 1e-4) })).toBeCloseTo(rankMe(x)!, 8);
  });

  it("is 0 for features that are all zero: not one direction is used", () => {
    expect(rankMe(zeros(10, 4))).toBe(0);
  });

  it("is absent without features and when one is not finite", () => {
    expect(rankMe(zeros(0, 4))).toBeUndefined();
    expect(rankMe(zeros(4, 0))).toBeUndefined();
    const broken = randomMatrix(10, 4, 1);
    broken.data[7] = NaN;
    expect(rankMe(broken)).toBeUndefined();
  });
});
