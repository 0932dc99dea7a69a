import type { Matrix } from "../core/matrix.ts";
import { isFiniteMatrix, matrixFromRows } from "../core/matrix.ts";
import { blockBootstrap } from "./block-bootstrap.ts";
import { fewLabelCurve, type FewLabelScore } from "./few-labels.ts";
import { knnR2 } from "./knn.ts";
import { r2Score } from "./r2-score.ts";
import { fitRidge } from "./ridge.ts";

const minFitLabels = 20;
const minTestLabels = 10;
const folds = 5;
/** How many labels somebody has who labels for a minute, for a quarter of an hour, for an hour. */
const fewLabelCounts = [10, 50, 200];
/** How far apart in time two frames count as not leaking into each other. */
const guardS = 5;

/** How well one label can be read off frozen features by a ridge. Absent = not measured. */
export interface ProbeResult {
  /** r² on the test rows: 1 perfect, 0 as good as the mean. */
  readonly r2?: number | undefined;
  /** 95 % interval of r², from blocks of 10 s; absent when the test range spans fewer than 5. */
  readonly ci?: readonly [low: number, high: number] | undefined;
  /** The shrinkage chosen inside the fit rows. */
  readonly lambda?: number | undefined;
  /** r² of the cross-validation inside the fit rows. */
  readonly cvR2?: number | undefined;
  /** Test rows with a label, and fit rows with one. */
  readonly n: number;
  readonly fitN: number;
  /** Why r2 is absent. */
  readonly reason?: string | undefined;
  /** r² of each baseline, fitted and tested on the same rows in the same way. */
  readonly baselines: Readonly<Record<string, number>>;
  /** r² of the mean label of the ten most alike fit rows, of the features and of each baseline. */
  readonly knn?:
    { readonly r2: number; readonly baselines: Readonly<Record<string, number>> } | undefined;
  /** What 10, 50, 200 labels and all are worth; absent when it was not asked for. */
  readonly fewLabels?: readonly FewLabelScore[] | undefined;
  /** r² above the best baseline's, with the interval of the paired difference. */
  readonly gain?:
    | {
        readonly over: string;
        readonly value: number;
        readonly ci?: readonly [low: number, high: number] | undefined;
      }
    | undefined;
}

export interface ProbeOptions {
  /** [n, d], a row a frame, in time order. */
  readonly features: Matrix;
  /** Other features of the same frames, by name. */
  readonly baselines: Readonly<Record<string, Matrix>>;
  /** [n]; NaN where a frame has no label. */
  readonly labels: Float64Array;
  /** Rows to fit on and to test on, ascending, disjoint. */
  readonly fit: readonly number[];
  readonly test: readonly number[];
  /** [n], ascending. */
  readonly stampsNs: BigInt64Array;
  /** Of the bootstrap and of the draws of labels; default 0. */
  readonly seed?: number;
  /** Draws of each number of few labels; absent = the curve is not wanted. */
  readonly labelDraws?: number | undefined;
}

/**
 * Fits a ridge from features to one label on the fit rows and scores it on the test rows, for the
 * features and for each baseline. Nothing about the test rows enters a fit, λ included.
 *
 * What cannot be measured (too few labels, a constant label) is absent, with the reason.
 */
export function probeColumn(options: ProbeOptions): ProbeResult {
  const { features, labels, stampsNs } = options;
  const fit = options.fit.filter((row) => Number.isFinite(labels[row]));
  const test = options.test.filter((row) => Number.isFinite(labels[row]));
  const actual = Float64Array.from(test, (row) => labels[row]!);
  const counts = { n: test.length, fitN: fit.length };
  const reason = whyNot(fit, labels, actual);
  if (reason !== undefined) return { ...counts, reason, baselines: {} };

  const guardRows = guardRowsFor(fit, stampsNs);
  const score = (matrix: Matrix) => {
    if (!isFiniteMatrix(matrix)) return undefined;
    const model = fitRidge({ features: matrix, labels, rows: fit, folds, guardRows });
    return { model, predicted: model.predict(matrix, test) };
  };
  const own = score(features);
  if (!own) return { ...counts, reason: "some features are not finite", baselines: {} };

  const baselines: Record<string, number> = {};
  let best: { over: string; r2: number; predicted: Float64Array } | undefined;
  for (const [over, matrix] of Object.entries(options.baselines)) {
    const predicted = score(matrix)?.predicted;
    const r2 = predicted && r2Score(actual, predicted);
    if (!predicted || r2 === undefined) continue;
    baselines[over] = r2;
    if (!best || r2 > best.r2) best = { over, r2, predicted };
  }
  const r2 = r2Score(actual, own.predicted)!;
  const { ci, gainCi } = intervals({
    actual,
    own: own.predicted,
    best: best?.predicted ?? own.predicted,
    stampsNs: BigInt64Array.from(test, (row) => stampsNs[row]!),
    seed: options.seed ?? 0,
  });
  const scored = Object.entries(options.baselines).filter(([, matrix]) => isFiniteMatrix(matrix));
  const knn = knnR2({ features, labels, fit, test });
  const { labelDraws, seed = 0 } = options;
  return {
    ...(knn !== undefined && {
      knn: {
        r2: knn,
        baselines: Object.fromEntries(
          scored.flatMap(([name, matrix]) => {
            const score = knnR2({ features: matrix, labels, fit, test });
            return score === undefined ? [] : [[name, score]];
          }),
        ),
      },
    }),
    ...(labelDraws !== undefined && {
      fewLabels: fewLabelCurve({
        features,
        baselines: Object.fromEntries(scored),
        labels,
        fit,
        test,
        counts: fewLabelCounts,
        draws: labelDraws,
        seed,
      }),
    }),
    r2,
    ci,
    lambda: own.model.lambda,
    cvR2: own.model.cvR2,
    ...counts,
    baselines,
    gain: best && { over: best.over, value: r2 - best.r2, ci: gainCi },
  };
}

type Interval = readonly [low: number, high: number];

/** Of r², and of the difference to the best baseline's on the same draws. */
function intervals(scored: {
  readonly actual: Float64Array;
  readonly own: Float64Array;
  readonly best: Float64Array;
  readonly stampsNs: BigInt64Array;
  readonly seed: number;
}): { readonly ci: Interval | undefined; readonly gainCi: Interval | undefined } {
  const { actual, own, best, stampsNs, seed } = scored;
  // Around the mean, so that Σy² − (Σy)²/n does not cancel for a label far from zero.
  const mean = actual.reduce((sum, value) => sum + value, 0) / actual.length;
  const terms = matrixFromRows(
    Array.from(actual, (value, i) => {
      const y = value - mean;
      return [1, y, y * y, (value - own[i]!) ** 2, (value - best[i]!) ** 2];
    }),
  );
  const interval = (
    part: (variance: number, ownError: number, bestError: number) => number,
  ): Interval | undefined =>
    blockBootstrap({
      stampsNs,
      terms,
      seed,
      statistic: ([n, y, y2, ownError, bestError]) => {
        const variance = y2! - (y! * y!) / n!;
        return variance > 0 ? part(variance, ownError!, bestError!) / variance : undefined;
      },
    });
  return {
    ci: interval((variance, ownError) => variance - ownError),
    gainCi: interval((_, ownError, bestError) => bestError - ownError),
  };
}

function whyNot(
  fit: readonly number[],
  labels: Float64Array,
  actual: Float64Array,
): string | undefined {
  if (fit.length < minFitLabels) {
    return `the fit range has ${fit.length} frames with a label; at least ${minFitLabels} are needed`;
  }
  if (actual.length < minTestLabels) {
    return `the test range has ${actual.length} frames with a label; at least ${minTestLabels} are needed`;
  }
  if (fit.every((row) => labels[row] === labels[fit[0]!])) {
    return `the label is ${labels[fit[0]!]!} in the whole fit range: there is nothing to learn`;
  }
  if (r2Score(actual, actual) === undefined) {
    return `the label is ${actual[0]!} in the whole test range: there is nothing to explain`;
  }
  return undefined;
}

/** The rows in `guardS`, but no more than a quarter of a block, so that short recordings still have some to fit. */
function guardRowsFor(fit: readonly number[], stampsNs: BigInt64Array): number {
  const spanS = Number(stampsNs[fit.at(-1)!]! - stampsNs[fit[0]!]!) / 1e9;
  const rowsInGuard = spanS > 0 ? Math.ceil((guardS / spanS) * fit.length) : 0;
  return Math.min(rowsInGuard, Math.floor(fit.length / folds / 4));
}
