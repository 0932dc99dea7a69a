import type { Matrix } from "../core/matrix.ts";
import { matrixFromRows, rowOf } from "../core/matrix.ts";
import { blockBootstrap } from "../evaluate/block-bootstrap.ts";
import { answerHead } from "./answer-head.ts";
import type { HeadModel } from "./head.ts";
import type { HeadScore } from "./head-schema.ts";

/** Of a normal distribution, 95 % lie within so many standard deviations. */
const deviations95 = 1.96;
const fewestTestLabels = 10;

/**
 * How good a head is on frames that it was not fitted on, with a 95 % interval from blocks of 10 s, and
 * what a constant would score: the mean of the labels it was fitted on, or their most frequent class.
 *
 * Shapes: features [n, d] of the test frames in time order; labels [n], finite; stampsNs [n], ascending;
 * fitLabels: what it was fitted on.
 */
export function scoreHead(options: {
  readonly model: HeadModel;
  readonly features: Matrix;
  readonly labels: Float64Array;
  readonly stampsNs: BigInt64Array;
  readonly fitLabels: Float64Array;
  readonly seed: number;
}): HeadScore {
  const { model, features, labels } = options;
  const n = labels.length;
  if (n < fewestTestLabels) {
    return {
      n,
      reason: `the test range has ${n} frames with a label; at least ${fewestTestLabels} are needed`,
    };
  }
  return model.classes
    ? scoreClasses({ ...options, classes: model.classes })
    : scoreValues({ ...options, answers: answersOf(model, features) });
}

type Options = Parameters<typeof scoreHead>[0];

function answersOf(model: HeadModel, features: Matrix) {
  return Array.from({ length: features.rows }, (_, row) => answerHead(model, rowOf(features, row)));
}

function scoreValues(
  options: Options & { readonly answers: ReturnType<typeof answersOf> },
): HeadScore {
  const { labels, stampsNs, fitLabels, seed, answers } = options;
  const n = labels.length;
  const constant = meanOf(fitLabels);
  const centre = meanOf(labels);
  const terms = matrixFromRows(
    answers.map(({ value, stddev = 0 }, i) => {
      const label = labels[i]!;
      const isCovered = Math.abs(label - value) <= deviations95 * stddev ? 1 : 0;
      // Around the mean, so that Σy² − (Σy)²/n does not cancel for a label far from zero.
      const y = label - centre;
      return [1, y, y * y, (label - value) ** 2, (label - constant) ** 2, isCovered];
    }),
  );
  const r2 = (sums: Float64Array, error: number): number | undefined => {
    const variance = sums[2]! - sums[1]! ** 2 / sums[0]!;
    return variance > 0 ? 1 - sums[error]! / variance : undefined;
  };
  const all = sumsOf(terms);
  if (r2(all, 3) === undefined) {
    return {
      n,
      reason: `the label is ${labels[0]!} in the whole test range: there is nothing to explain`,
    };
  }
  return {
    n,
    value: r2(all, 3),
    ci: intervalOf(blockBootstrap({ stampsNs, terms, seed, statistic: (sums) => r2(sums, 3) })),
    constant: r2(all, 4),
    rmse: Math.sqrt(all[3]! / n),
    constantRmse: Math.sqrt(all[4]! / n),
    covered: all[5]! / n,
  };
}

function scoreClasses(options: Options & { readonly classes: readonly number[] }): HeadScore {
  const { model, features, labels, stampsNs, fitLabels, seed, classes } = options;
  const n = labels.length;
  const counts = classes.map((label) => fitLabels.filter((own) => own === label).length);
  const frequencies = counts.map((count) => count / fitLabels.length);
  const constant = classes[counts.indexOf(Math.max(...counts))]!;
  const terms = matrixFromRows(
    answersOf(model, features).map(({ value, probabilities = [] }, i) => {
      const label = labels[i]!;
      const at = classes.indexOf(label);
      const hit = (guess: number): number => (guess === label ? 1 : 0);
      return [1, hit(value), hit(constant), lossAt(probabilities, at), lossAt(frequencies, at)];
    }),
  );
  const all = sumsOf(terms);
  return {
    n,
    value: all[1]! / n,
    ci: intervalOf(
      blockBootstrap({ stampsNs, terms, seed, statistic: (sums) => sums[1]! / sums[0]! }),
    ),
    constant: all[2]! / n,
    logLoss: all[3]! / n,
    constantLogLoss: all[4]! / n,
  };
}

/** −ln p; of a class that was never seen as of one in a million. */
function lossAt(probabilities: readonly number[], at: number): number {
  return -Math.log(Math.max(1e-6, at < 0 ? 0 : probabilities[at]!));
}

function intervalOf(
  found: readonly [low: number, high: number] | undefined,
): [number, number] | undefined {
  return found && [found[0], found[1]];
}

function sumsOf(terms: Matrix): Float64Array {
  const sums = new Float64Array(terms.columns);
  for (let row = 0; row < terms.rows; row++) {
    rowOf(terms, row).forEach((value, k) => (sums[k]! += value));
  }
  return sums;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
