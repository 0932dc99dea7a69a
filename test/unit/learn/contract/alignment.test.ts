import { describe, expect, it } from "vitest";
import { timesTransposed } from "../../../../src/core/matrix-product.ts";
import { transpose, zeros, type Matrix } from "../../../../src/core/matrix.ts";
import { fitAlignment } from "../../../../src/learn/contract/alignment.ts";
import { applyMap } from "../../../../src/learn/contract/linear-map.ts";
import { procrustes } from "../../../../src/learn/contract/procrustes.ts";
import { randomFeatures } from "../../../support/random-features.ts";

const angle = 0.7;

/** Rows turned in each pair of columns, scaled and moved. */
function turned(rows: Matrix, scale: number, shift: number): Matrix {
  const d = rows.columns;
  const matrix = zeros(d, d);
  for (let i = 0; i < d; i += 2) {
    matrix.data[i * d + i] = matrix.data[(i + 1) * d + i + 1] = scale * Math.cos(angle);
    matrix.data[i * d + i + 1] = scale * Math.sin(angle);
    matrix.data[(i + 1) * d + i] = -scale * Math.sin(angle);
  }
  return applyMap({ matrix, offset: new Float64Array(d).fill(shift) }, rows);
}

function furthest(a: Matrix, b: Matrix): number {
  return Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));
}

describe("procrustes", () => {
  it("undoes a rotation, a scale and a shift", () => {
    const to = randomFeatures(30, 4, 1);
    const from = turned(to, 3, -2);
    const map = procrustes(from, to);
    expect(furthest(applyMap(map, from), to)).toBeLessThan(1e-9);
  });

  it("turns and scales, and does nothing else", () => {
    const { matrix } = procrustes(randomFeatures(30, 4, 2), randomFeatures(30, 4, 3));
    const square = timesTransposed(matrix, matrix);
    const scale = square.data[0]!;
    const expected = zeros(4, 4);
    for (let i = 0; i < 4; i++) expected.data[i * 5] = scale;
    expect(scale).toBeGreaterThan(0);
    expect(furthest(square, expected)).toBeLessThan(1e-9);
  });

  it("says nothing of rows that are all alike", () => {
    const still = zeros(10, 2);
    const to = randomFeatures(10, 2, 4);
    const { matrix, offset } = procrustes(still, to);
    expect(matrix.data.every((value) => value === 0)).toBe(true);
    expect(offset.every(Number.isFinite)).toBe(true);
  });
});

describe("an alignment", () => {
  it("meets anchors that it was not fitted on where the encoder only turned", () => {
    const to = randomFeatures(64, 8, 5);
    const from = turned(to, 0.5, 4);
    const { map, residual, rotationResidual } = fitAlignment({ from, to, channels: 4 });
    expect(residual).toBeLessThan(1e-6);
    expect(rotationResidual).toBeLessThan(1e-6);
    const other = randomFeatures(20, 8, 6);
    expect(furthest(applyMap(map, turned(other, 0.5, 4)), other)).toBeLessThan(1e-2);
  });

  it("corrects what a rotation cannot: directions weighed anew, cells that mix", () => {
    const to = randomFeatures(128, 8, 7);
    const mixing = randomFeatures(8, 8, 8);
    const from = timesTransposed(to, transpose(mixing));
    const { residual, rotationResidual } = fitAlignment({ from, to, channels: 4 });
    expect(rotationResidual).toBeGreaterThan(0.1);
    expect(residual).toBeLessThan(0.25 * rotationResidual);
  });

  it("finds nothing to hold on to in features that say nothing of the anchors", () => {
    const from = randomFeatures(64, 8, 9);
    const to = randomFeatures(64, 8, 10);
    expect(fitAlignment({ from, to, channels: 4 }).residual).toBeGreaterThan(0.9);
  });
});
