import { fail } from "../../core/errors.ts";
import { rowOf } from "../../core/matrix.ts";
import { r2Score } from "../../evaluate/r2-score.ts";
import { fitStandardiser } from "../../evaluate/standardise.ts";
import { answerHead } from "../answer-head.ts";
import { blockedFolds } from "../blocked-folds.ts";
import { foldStandardiser } from "../fold-standardiser.ts";
import type { DenseLayer } from "../head.ts";
import { trainPerceptrons } from "../train-perceptrons.ts";
import { folds, type FitHeadOptions, type HeadKind } from "./head-kind.ts";

/** Small, and trained briefly: it has tens of labels, not thousands. */
const hidden = 16;
const steps = 300;
const batch = 32;
const optimizer = { name: "adamw", learningRate: 3e-3, weightDecay: 0.3, warmupSteps: 20 };

/**
 * Perceptrons of one hidden layer, one for each block that is held out, trained by a compiled step. The
 * answer is their mean; the doubt is what each is wrong on its own block, and how much they differ.
 *
 * @see Lakshminarayanan et al. 2017, Simple and scalable predictive uncertainty estimation, §2.4
 */
export const mlp: HeadKind = {
  name: "mlp",
  hasClasses: false,
  fit: fitMlp,
};

async function fitMlp({ features, labels, seed, engine, threads }: FitHeadOptions) {
  const rows = [...Array(features.rows).keys()];
  const standardiser = fitStandardiser(features, rows);
  const x = standardiser.apply(features, rows);
  const mean = labels.reduce((sum, value) => sum + value, 0) / labels.length;
  const deviation = Math.sqrt(
    labels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / labels.length,
  );
  if (!(deviation > 0)) {
    fail("HEAD_LABELS_INVALID", `every label is ${mean}: there is nothing to learn`);
  }
  const blocks = blockedFolds(features.rows, folds);
  const trained = await trainPerceptrons({
    engine: await engine(),
    spec: { members: folds, inputs: x.columns, hidden, batch, optimizer },
    x,
    y: labels.map((value) => (value - mean) / deviation),
    rows: blocks.map(({ rest }) => rest),
    steps,
    seed,
    threads,
  });
  const members = trained.map(([first, last]): readonly DenseLayer[] => [
    foldStandardiser(standardiser, first!, features.columns),
    inUnits(last!, mean, deviation),
  ]);
  const heldOut = new Float64Array(features.rows);
  blocks.forEach(({ held }, block) => {
    const model = { dimension: features.columns, members: [members[block]!] };
    for (const row of held) heldOut[row] = answerHead(model, rowOf(features, row)).value;
  });
  const squares = labels.map((label, row) => (label - heldOut[row]!) ** 2);
  const residual = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / labels.length);
  return {
    model: { dimension: features.columns, members, doubt: { residual } },
    crossValidated: r2Score(labels, heldOut),
  };
}

/** The last layer with the labels' own mean and deviation folded in. */
function inUnits(layer: DenseLayer, mean: number, deviation: number): DenseLayer {
  return {
    ...layer,
    weights: layer.weights.map((weight) => weight * deviation),
    bias: layer.bias.map((bias) => bias * deviation + mean),
  };
}
