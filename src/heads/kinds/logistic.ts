import { selectRows, type Matrix } from "../../core/matrix.ts";
import { timesTransposed } from "../../core/matrix-product.ts";
import { fail } from "../../core/errors.ts";
import { orthonormalRows } from "../../evaluate/orthonormal-rows.ts";
import { fitStandardiser } from "../../evaluate/standardise.ts";
import { softmax } from "../answer-head.ts";
import { blockedFolds } from "../blocked-folds.ts";
import { foldStandardiser } from "../fold-standardiser.ts";
import { fitSoftmax, softmaxLogits, type SoftmaxFit } from "../softmax-regression.ts";
import { folds, type HeadKind, type LabelledFeatures } from "./head-kind.ts";

/** More are a quantity, not classes. */
const mostClasses = 32;
/** From hardly more than the frequencies to hardly any shrinking: each fit starts from the one before. */
const lambdas: readonly number[] = Array.from({ length: 11 }, (_, i) => 10 ** (1 - i / 2));
/** What logits are divided by at most and at least, to make probabilities honest. */
const temperatures: readonly number[] = Array.from({ length: 41 }, (_, i) => 10 ** (i / 20 - 1));

/**
 * Logistic regression over the different labels, λ by blocked cross-validation of the log-loss.
 * Probabilities are calibrated on the same held-out blocks by a temperature.
 *
 * @see Guo et al. 2017, On calibration of modern neural networks, §4.2
 */
export const logistic: HeadKind = {
  name: "logistic",
  hasClasses: true,
  fit: (options) =>
    new Promise((resolve) => {
      resolve(fitLogistic(options));
    }),
};

function fitLogistic({ features, labels }: LabelledFeatures) {
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  if (classes.length < 2 || classes.length > mostClasses) {
    fail(
      "HEAD_LABELS_INVALID",
      `expected 2 to ${mostClasses} different labels for classes, found ${classes.length}`,
    );
  }
  const targets = Array.from(labels, (label) => classes.indexOf(label));
  const rows = [...Array(features.rows).keys()];
  const standardiser = fitStandardiser(features, rows);
  const standardised = standardiser.apply(features, rows);
  // As in the ridge: the answer lies in the span of the rows.
  const basis = standardised.columns > rows.length ? orthonormalRows(standardised) : undefined;
  const x = basis ? timesTransposed(standardised, basis) : standardised;

  const problem = { x, targets, classes: classes.length };
  const { best, heldOut } = chooseLambda(problem);
  const temperature = least(temperatures, (t) => logLoss(heldOut, targets, t));
  let fit: SoftmaxFit | undefined;
  for (const lambda of lambdas.slice(0, best + 1))
    fit = fitSoftmax({ ...problem, lambda, from: fit });
  const { weights, bias } = inOriginalColumns(fit!, basis);
  const layer = foldStandardiser(
    standardiser,
    { weights: weights.map((w) => w / temperature), bias: bias.map((b) => b / temperature) },
    features.columns,
  );
  const hits = heldOut.filter((logits, i) => logits.indexOf(Math.max(...logits)) === targets[i]);
  return {
    model: { dimension: features.columns, members: [[layer]], classes },
    lambda: lambdas[best]!,
    crossValidated: hits.length / targets.length,
  };
}

interface Problem {
  readonly x: Matrix;
  readonly targets: readonly number[];
  readonly classes: number;
}

/** The index of the λ with the least log-loss on held-out blocks, and their logits at it. */
function chooseLambda({ x, targets, classes }: Problem): {
  readonly best: number;
  readonly heldOut: readonly Float64Array[];
} {
  const logits = lambdas.map(() => new Array<Float64Array>(targets.length));
  for (const { held, rest } of blockedFolds(targets.length, folds)) {
    const known = { x: selectRows(x, rest), targets: rest.map((row) => targets[row]!), classes };
    const heldX = selectRows(x, held);
    let fit: SoftmaxFit | undefined;
    for (const [l, lambda] of lambdas.entries()) {
      fit = fitSoftmax({ ...known, lambda, from: fit });
      softmaxLogits(heldX, fit).forEach((row, i) => (logits[l]![held[i]!] = row));
    }
  }
  const index = least([...lambdas.keys()], (l) => logLoss(logits[l]!, targets, 1));
  return { best: index, heldOut: logits[index]! };
}

function logLoss(
  logits: readonly Float64Array[],
  targets: readonly number[],
  temperature: number,
): number {
  const losses = logits.map((row, i) => {
    const probability = softmax(row.map((value) => value / temperature))[targets[i]!]!;
    return -Math.log(Math.max(probability, 1e-12));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function least(candidates: readonly number[], cost: (candidate: number) => number): number {
  return candidates
    .map((candidate) => ({ candidate, cost: cost(candidate) }))
    .reduce((a, b) => (b.cost < a.cost ? b : a)).candidate;
}

/** Turns weights on the rotated columns back: W = Bᵀ·V. */
function inOriginalColumns(fit: SoftmaxFit, basis: Matrix | undefined): SoftmaxFit {
  if (!basis) return fit;
  const classes = fit.bias.length;
  const weights = new Float64Array(basis.columns * classes);
  for (let b = 0; b < basis.rows; b++) {
    for (let c = 0; c < basis.columns; c++) {
      const unit = basis.data[b * basis.columns + c]!;
      for (let o = 0; o < classes; o++) {
        weights[c * classes + o]! += unit * fit.weights[b * classes + o]!;
      }
    }
  }
  return { weights, bias: fit.bias };
}
