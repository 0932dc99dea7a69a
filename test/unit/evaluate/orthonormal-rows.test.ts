import { describe, expect, it } from "vitest";
import { timesTransposed } from "../../../src/core/matrix-product.ts";
import { matrixFromRows, zeros } from "../../../src/core/matrix.ts";
import { orthonormalRows } from "../../../src/evaluate/orthonormal-rows.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

describe("orthonormalRows", () => {
  it("gives unit rows at right angles", () => {
    const basis = orthonormalRows(randomMatrix(5, 9, 1));
    const products = timesTransposed(basis, basis);
    products.data.forEach((value, i) => {
      expect(value).toBeCloseTo(i % 6 === 0 ? 1 : 0, 12);
    });
  });

  it("stays orthogonal for rows that are nearly the same", () => {
    const basis = orthonormalRows(
      matrixFromRows([
        [1, 1e-6, 0],
        [1, 0, 1e-6],
        [1, 0, 0],
      ]),
    );
    const products = timesTransposed(basis, basis);
    products.data.forEach((value, i) => {
      expect(value).toBeCloseTo(i % 4 === 0 ? 1 : 0, 12);
    });
  });

  it("leaves out rows that lie in the span of earlier ones", () => {
    expect(
      orthonormalRows(
        matrixFromRows([
          [1, 0, 0],
          [2, 0, 0],
          [0, 3, 0],
          [1, 1, 0],
        ]),
      ).rows,
    ).toBe(2);
  });

  it("is empty for rows of zeros", () => {
    expect(orthonormalRows(zeros(3, 4))).toMatchObject({ rows: 0, columns: 4 });
  });
});
