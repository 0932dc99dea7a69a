import { describe, expect, it } from "vitest";
import { rowOf, selectRows } from "../../../../src/core/matrix.ts";
import { fitRidge } from "../../../../src/evaluate/ridge.ts";
import { fitCommonScale, fitFlooredStandardiser } from "../../../../src/evaluate/standardise.ts";
import { answerHead, leverageOf } from "../../../../src/heads/answer-head.ts";
import { leverageFor } from "../../../../src/heads/leverage.ts";
import { ridge } from "../../../../src/heads/kinds/ridge.ts";
import { labelledFeatures } from "../../../support/labelled-features.ts";

const fitting = { seed: 1, threads: 1, engine: () => Promise.reject(new Error("not needed")) };
const upTo = (n: number): number[] => [...Array(n).keys()];

describe("a ridge head", () => {
  it.each([{ columns: 6 }, { columns: 90 }])(
    "answers on raw features what the ridge answers on standardised ones, $columns columns",
    async ({ columns }) => {
      const { features, labels } = labelledFeatures({ rows: 80, columns, noise: 0.3, seed: 4 });
      const known = { features: selectRows(features, upTo(50)), labels: labels.slice(0, 50) };
      const { model, lambda } = await ridge.fit({ ...fitting, ...known });
      const [reference] = [fitFlooredStandardiser, fitCommonScale]
        .map((standardise) => fitRidge({ features, labels, rows: upTo(50), standardise }))
        .sort((a, b) => b.cvR2! - a.cvR2!);
      expect(lambda).toBe(reference!.lambda);
      const expected = reference!.predict(features, upTo(80));
      for (const row of upTo(80)) {
        expect(answerHead(model, rowOf(features, row)).value).toBeCloseTo(expected[row]!, 3);
      }
    },
  );

  it("has a doubt that covers what it should: 95 of 100 labels within two deviations", async () => {
    const { features, labels } = labelledFeatures({ rows: 1050, columns: 20, noise: 0.5, seed: 7 });
    const known = { features: selectRows(features, upTo(50)), labels: labels.slice(0, 50) };
    const { model } = await ridge.fit({ ...fitting, ...known });
    const covered = upTo(1050)
      .slice(50)
      .filter((row) => {
        const { value, stddev } = answerHead(model, rowOf(features, row));
        return Math.abs(labels[row]! - value) <= 1.96 * stddev!;
      });
    expect(covered.length / 1000).toBeGreaterThan(0.88);
    expect(covered.length / 1000).toBeLessThan(0.99);
  });

  it("doubts more of a frame that is like none of the labelled ones", async () => {
    const { features, labels } = labelledFeatures({ rows: 50, columns: 20, noise: 0.5, seed: 8 });
    const { model } = await ridge.fit({ ...fitting, features, labels });
    const usual = answerHead(model, rowOf(features, 0)).stddev!;
    const far = rowOf(features, 0).map((value, c) => value + 30 * (1 + c));
    expect(answerHead(model, far).stddev).toBeGreaterThan(2 * usual);
  });
});

describe("the leverage", () => {
  it("is that of the ridge's own equations", () => {
    const { features, labels } = labelledFeatures({ rows: 12, columns: 3, noise: 0.3, seed: 5 });
    const rows = upTo(12);
    const { standardiser } = fitRidge({ features, labels, rows });
    const lambda = 0.2;
    const leverage = leverageFor({ features, rows, lambda, standardiser });
    // A ridge is linear in its labels: its prediction at x is Σ hᵢyᵢ, and zᵀ(C + λI)⁻¹C(C + λI)⁻¹z is known
    // from them. Here C + λI is inverted by Cramer's rule instead.
    const z = standardiser.apply(features, rows).data;
    const c = (i: number, j: number): number =>
      rows.reduce((sum, r) => sum + z[3 * r + i]! * z[3 * r + j]!, 0) / 12 + (i === j ? lambda : 0);
    const m = [0, 1, 2].map((i) => [0, 1, 2].map((j) => c(i, j)));
    const determinant = (a: number[][]): number =>
      a[0]![0]! * (a[1]![1]! * a[2]![2]! - a[1]![2]! * a[2]![1]!) -
      a[0]![1]! * (a[1]![0]! * a[2]![2]! - a[1]![2]! * a[2]![0]!) +
      a[0]![2]! * (a[1]![0]! * a[2]![1]! - a[1]![1]! * a[2]![0]!);
    const point = [0.5, -1, 2];
    const solved = [0, 1, 2].map(
      (k) =>
        determinant(m.map((row, i) => row.map((v, j) => (j === k ? point[i]! : v)))) /
        determinant(m),
    );
    const quadratic = point.reduce((sum, value, i) => sum + value * solved[i]!, 0);
    const raw = point.map((value, i) => value * standardiser.deviation[i]! + standardiser.mean[i]!);
    expect(leverageOf(leverage, raw)).toBeCloseTo((1 + quadratic) / 12, 4);
  });
});
