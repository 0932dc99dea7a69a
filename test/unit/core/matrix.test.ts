import { describe, expect, it } from "vitest";
import {
  isFiniteMatrix,
  matrixFrom,
  matrixFromRows,
  rowOf,
  selectRows,
  transpose,
  zeros,
} from "../../../src/core/matrix.ts";

const matrix = matrixFromRows([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("Matrix", () => {
  it("starts as zeros of the size asked for", () => {
    expect(zeros(2, 3)).toEqual({ rows: 2, columns: 3, data: new Float64Array(6) });
  });

  it("copies a tensor's numbers, so that changing the tensor changes nothing", () => {
    const values = Float32Array.from([1, 2, 3, 4]);
    const copy = matrixFrom(values, 2, 2);
    values[0] = 9;
    expect([...copy.data]).toEqual([1, 2, 3, 4]);
  });

  it("refuses a length that is not rows times columns", () => {
    expect(() => matrixFrom([1, 2, 3], 2, 2)).toThrow(
      /expected 4 numbers, received 3.*SHAPE_MISMATCH/,
    );
  });

  it("refuses rows of different lengths and names the row", () => {
    expect(() => matrixFromRows([[1, 2], [3]])).toThrow(/row 1 expected length 2, received 1/);
  });

  it("is empty for no rows", () => {
    expect(matrixFromRows([])).toMatchObject({ rows: 0, columns: 0 });
  });

  it("gives a row as a view", () => {
    const own = selectRows(matrix, [0, 1]);
    rowOf(own, 1)[2] = 60;
    expect(own.data[5]).toBe(60);
  });

  it("selects rows in the order asked, also twice", () => {
    expect([...selectRows(matrix, [1, 0, 1]).data]).toEqual([4, 5, 6, 1, 2, 3, 4, 5, 6]);
  });

  it("transposes", () => {
    expect(transpose(matrix)).toEqual(
      matrixFromRows([
        [1, 4],
        [2, 5],
        [3, 6],
      ]),
    );
  });

  it("knows when a value is not finite", () => {
    expect(isFiniteMatrix(matrix)).toBe(true);
    expect(isFiniteMatrix(matrixFrom([1, NaN], 1, 2))).toBe(false);
    expect(isFiniteMatrix(matrixFrom([1, Infinity], 1, 2))).toBe(false);
  });
});
