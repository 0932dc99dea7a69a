import type { Matrix } from "../core/matrix.ts";
import { randomFor } from "../core/random.ts";
import { r2Score } from "./r2-score.ts";
import { fitRidge } from "./ridge.ts";

/** What so many labels are worth. */
export interface FewLabelScore {
  readonly labels: number;
  /** Mean of r² over the draws, and the least and most of them. */
  readonly r2: number;
  readonly range: readonly [least: number, most: number];
  readonly draws: number;
  /** r² of the first draw. */
  readonly first: number;
  /** The same mean for each baseline, on the same labels. */
  readonly baselines: Readonly<Record<string, number>>;
  /** r² of the encoder trained end to end on the first draw's labels: compares with `first`. */
  readonly supervised?: number | undefined;
}

export interface FewLabelOptions {
  /** [n, d], a row a frame. */
  readonly features: Matrix;
  readonly baselines: Readonly<Record<string, Matrix>>;
  /** [n]; finite on the rows below. */
  readonly labels: Float64Array;
  readonly fit: readonly number[];
  readonly test: readonly number[];
  readonly counts: readonly number[];
  readonly draws: number;
  readonly seed: number;
}

const folds = 5;

/** The rows of draw `draw` of `count` labels, ascending: any of the fit rows, none twice. */
export function drawLabels(
  fit: readonly number[],
  options: { readonly count: number; readonly draw: number; readonly seed: number },
): readonly number[] {
  const { count, draw, seed } = options;
  const random = randomFor(seed, "few-labels", count, draw);
  const left = [...fit];
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(left.length - i);
    [left[i], left[j]] = [left[j]!, left[i]!];
  }
  return left.slice(0, count).sort((a, b) => a - b);
}

/**
 * A ridge fitted on few labels, λ chosen among them, scored on all test rows: a score for each count
 * that the fit rows can give. A draw whose labels are all the same scores as their mean does.
 */
export function fewLabelCurve(options: FewLabelOptions): readonly FewLabelScore[] {
  const { features, baselines, labels, fit, test, draws, seed } = options;
  const actual = Float64Array.from(test, (row) => labels[row]!);
  const score = (matrix: Matrix, rows: readonly number[]): number => {
    const model = fitRidge({ features: matrix, labels, rows, folds });
    return r2Score(actual, model.predict(matrix, test)) ?? 0;
  };
  return options.counts
    .filter((count) => count >= 2 * folds && count <= fit.length)
    .map((count) => {
      const drawn = Array.from({ length: draws }, (_, draw) =>
        drawLabels(fit, { count, draw, seed }),
      );
      const own = drawn.map((rows) => score(features, rows));
      return {
        labels: count,
        r2: mean(own),
        range: [Math.min(...own), Math.max(...own)],
        draws,
        first: own[0]!,
        baselines: Object.fromEntries(
          Object.entries(baselines).map(([name, matrix]) => [
            name,
            mean(drawn.map((rows) => score(matrix, rows))),
          ]),
        ),
      };
    });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
