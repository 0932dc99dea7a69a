import { Matrix as DenseMatrix, solve } from "ml-matrix";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/core/matrix.ts";
import { matrixFromRows, rowOf } from "../../../src/core/matrix.ts";
import { randomFor } from "../../../src/core/random.ts";
import { fitRidge } from "../../../src/evaluate/ridge.ts";
import { r2Score } from "../../../src/evaluate/r2-score.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

const upTo = (end: number, start = 0) => Array.from({ length: end - start }, (_, i) => start + i);

/** y = x · w + noise. */
function linearLabels(x: Matrix, noise: number, seed: number): Float64Array {
  const random = randomFor(seed, "labels");
  const w = Float64Array.from({ length: x.columns }, () => random.normal());
  return Float64Array.from(
    { length: x.rows },
    (_, r) =>
      rowOf(x, r).reduce((sum, value, c) => sum + value * w[c]!, 5) + noise * random.normal(),
  );
}

/** (XᵀX/n + λI)w = Xᵀy/n on standardised columns, by another library's solver. */
function solvedDirectly(x: Matrix, y: Float64Array, lambda: number): Float64Array {
  const { rows: n, columns: d } = x;
  const dense = DenseMatrix.from1DArray(n, d, x.data);
  const mean = dense.mean("column");
  const deviation = dense.standardDeviation("column", { mean, unbiased: false });
  const z = dense.subRowVector(mean).divRowVector(deviation);
  const meanY = y.reduce((sum, v) => sum + v, 0) / n;
  const centred = DenseMatrix.columnVector(y.map((v) => v - meanY));
  const left = z.transpose().mmul(z).div(n).add(DenseMatrix.eye(d, d).mul(lambda));
  const w = solve(left, z.transpose().mmul(centred).div(n));
  return Float64Array.from(z.mmul(w).to1DArray(), (v) => v + meanY);
}

describe("fitRidge", () => {
  it("solves by hand: standardised x = ±1, y = 3 ± 2, λ = 1 halves the slope", () => {
    const x = matrixFromRows([[10], [30], [10], [30]]);
    const labels = Float64Array.from([1, 5, 1, 5]);
    const model = fitRidge({ features: x, labels, rows: upTo(4), folds: 2, lambdas: [1] });
    expect([...model.predict(x, [0, 1])]).toEqual([2, 4]);
    // Half the slope leaves half the deviation, a quarter of the variance, in every fold.
    expect(model.cvR2).toBeCloseTo(0.75, 12);
  });

  it.each([
    { rows: 60, columns: 7 },
    { rows: 24, columns: 40 }, // more columns than rows: solved in the span of the rows
  ])("equals a direct solver for $rows rows of $columns", ({ rows, columns }) => {
    const features = randomMatrix(rows, columns, 1);
    const labels = linearLabels(features, 0.5, 2);
    for (const lambda of [1e-3, 0.1, 10]) {
      const model = fitRidge({ features, labels, rows: upTo(rows), lambdas: [lambda] });
      const expected = solvedDirectly(features, labels, lambda);
      model.predict(features, upTo(rows)).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 7);
      });
    }
  });

  it("predicts rows it never saw when the law is linear", () => {
    const features = randomMatrix(300, 10, 3);
    const labels = linearLabels(features, 0.01, 3);
    const model = fitRidge({ features, labels, rows: upTo(200) });
    const predicted = model.predict(features, upTo(300, 200));
    expect(r2Score(labels.slice(200), predicted)).toBeGreaterThan(0.999);
    expect(model.cvR2).toBeGreaterThan(0.999);
  });

  it("never looks outside the fit rows: poisoned labels and features there change nothing", () => {
    const features = randomMatrix(120, 30, 4);
    const labels = linearLabels(features, 4, 4);
    const clean = fitRidge({ features, labels, rows: upTo(80) });
    const poisonedLabels = labels.map((v, i) => (i < 80 ? v : 1e9 * Math.sin(i)));
    const poisonedFeatures = {
      ...features,
      data: features.data.map((v, i) => (i < 80 * 30 ? v : NaN)),
    };
    const poisoned = fitRidge({
      features: poisonedFeatures,
      labels: poisonedLabels,
      rows: upTo(80),
    });
    expect(poisoned.lambda).toBe(clean.lambda);
    expect(poisoned.cvR2).toBe(clean.cvR2);
    expect(poisoned.predict(features, upTo(120))).toEqual(clean.predict(features, upTo(120)));
  });

  it("shrinks more when labels are noisier", () => {
    const features = randomMatrix(100, 30, 5);
    const lambdaAt = (noise: number) =>
      fitRidge({ features, labels: linearLabels(features, noise, 5), rows: upTo(100) }).lambda;
    expect(lambdaAt(0.01)).toBeLessThan(lambdaAt(30));
  });

  it("holds out whole blocks of time: a label that only drifts cannot be interpolated", () => {
    // Each frame resembles its neighbours only. Random folds would score near 1 here.
    const frames = 200;
    const walk = randomMatrix(frames, 20, 6);
    for (let i = 20; i < walk.data.length; i++) walk.data[i]! += walk.data[i - 20]!;
    const labels = randomMatrix(frames, 1, 7).data;
    for (let i = 1; i < frames; i++) labels[i]! += labels[i - 1]!;
    expect(fitRidge({ features: walk, labels, rows: upTo(frames) }).cvR2).toBeLessThan(0.5);
  });

  it("keeps the guard around a held-out block out of its fit", () => {
    const features = randomMatrix(20, 3, 9);
    const labels = linearLabels(features, 1, 9);
    // Two folds of ten with a guard of four: each is predicted from the far six of the other.
    const { cvR2 } = fitRidge({
      features,
      labels,
      rows: upTo(20),
      folds: 2,
      guardRows: 4,
      lambdas: [0.2],
    });
    // Standardised once on all twenty rows, as the model does.
    const all = fitRidgeColumns(features);
    const errors = [
      ...foldErrors(all, labels, upTo(20, 14), upTo(10)),
      ...foldErrors(all, labels, upTo(6), upTo(20, 10)),
    ];
    const mean = labels.reduce((sum, v) => sum + v, 0) / 20;
    const variance = labels.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    expect(cvR2).toBeCloseTo(1 - errors.reduce((sum, e) => sum + e, 0) / variance, 9);
  });

  it("drops columns that are constant in the fit rows, even when they move later", () => {
    const features = randomMatrix(60, 3, 10);
    for (let r = 0; r < 60; r++) features.data[r * 3 + 1] = r < 40 ? 0.1 : 1e6 * r;
    const labels = Float64Array.from(upTo(60), (r) => 2 * features.data[r * 3]! - 1);
    const model = fitRidge({ features, labels, rows: upTo(40) });
    const predicted = model.predict(features, upTo(60, 40));
    expect(r2Score(labels.slice(40), predicted)).toBeGreaterThan(0.9);
  });

  it("predicts the mean when every column is constant", () => {
    const features = matrixFromRows(upTo(20).map(() => [1, 2]));
    const labels = Float64Array.from(upTo(20));
    expect([...fitRidge({ features, labels, rows: upTo(20) }).predict(features, [0, 7])]).toEqual([
      9.5, 9.5,
    ]);
  });

  it("has no cross-validated r² for a constant label", () => {
    const model = fitRidge({
      features: randomMatrix(20, 2, 1),
      labels: new Float64Array(20).fill(3),
      rows: upTo(20),
    });
    expect(model.cvR2).toBeUndefined();
  });

  it("refuses fewer than two rows a fold, and says how many there are", () => {
    const features = randomMatrix(20, 2, 1);
    const labels = features.data.slice(0, 20);
    expect(() => fitRidge({ features, labels, rows: upTo(9) })).toThrow(
      /expected at least 10 for 5 folds for rows to fit on, received 9/,
    );
  });

  it("refuses a guard that leaves nothing to fit on", () => {
    const features = randomMatrix(20, 2, 1);
    const labels = features.data.slice(0, 20);
    expect(() => fitRidge({ features, labels, rows: upTo(20), guardRows: 18 })).toThrow(
      /guardRows.*received 18.*OPTION_INVALID/,
    );
  });
});

function fitRidgeColumns(x: Matrix): DenseMatrix {
  const dense = DenseMatrix.from1DArray(x.rows, x.columns, x.data);
  const mean = dense.mean("column");
  const deviation = dense.standardDeviation("column", { mean, unbiased: false });
  return dense.subRowVector(mean).divRowVector(deviation);
}

/** Squared errors on `held` of a ridge with λ = 0.2 and an intercept, fitted on `used`. */
function foldErrors(
  z: DenseMatrix,
  labels: Float64Array,
  used: readonly number[],
  held: readonly number[],
): number[] {
  const rows = z.subMatrixRow([...used]);
  const mean = rows.mean("column");
  const centred = rows.subRowVector(mean);
  const meanY = used.reduce((sum, r) => sum + labels[r]!, 0) / used.length;
  const y = DenseMatrix.columnVector(used.map((r) => labels[r]! - meanY));
  const n = used.length;
  const left = centred.transpose().mmul(centred).div(n).add(DenseMatrix.eye(3, 3).mul(0.2));
  const w = solve(left, centred.transpose().mmul(y).div(n));
  const predicted = z
    .subMatrixRow([...held])
    .subRowVector(mean)
    .mmul(w)
    .to1DArray();
  return held.map((r, i) => (labels[r]! - predicted[i]! - meanY) ** 2);
}
