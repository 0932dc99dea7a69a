import type { Matrix } from "../../core/matrix.ts";
import { selectRows } from "../../core/matrix.ts";
import { createPixelBaselines } from "../../evaluate/baselines.ts";
import { drawLabels } from "../../evaluate/few-labels.ts";
import type { FitHeadOptions, HeadKind } from "../../heads/kinds/head-kind.ts";
import { scoreHead } from "../../heads/score-head.ts";
import { compileStep } from "../../learn/compile-step.ts";
import { initialState } from "../../learn/initial-state.ts";
import type { Frozen } from "../open-frozen.ts";
import { supervisedR2 } from "../supervised-baseline.ts";

/** Scores of several draws of the labels: r² of values, accuracy of classes. */
export interface DrawScores {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  readonly each: readonly number[];
}

/** The same head on other features of the same labelled frames, and a network trained on the labels alone. */
export interface HeadComparison {
  readonly draws: number;
  readonly features: DrawScores;
  readonly thumbnail: DrawScores;
  readonly pca: DrawScores;
  /** The encoder as it was before training. */
  readonly untrained: DrawScores;
  /** The encoder trained end to end on the labels; absent for classes, and for too few labels. */
  readonly supervised?: DrawScores | undefined;
}

/** Steps of the supervised network; more than it needs on tens of labels. */
const supervisedSteps = 400;

/** Fits the head anew for each draw of `count` labels, on the features and on what they compete with. */
export async function compareHeads(options: {
  readonly frozen: Frozen;
  readonly kind: HeadKind;
  /** Of every frame. */
  readonly features: Matrix;
  readonly labels: Float64Array;
  /** Rows with a label. */
  readonly fit: readonly number[];
  readonly test: readonly number[];
  readonly count: number;
  readonly draws: number;
  readonly fitting: Pick<FitHeadOptions, "seed" | "engine" | "threads">;
  readonly signal: AbortSignal;
}): Promise<HeadComparison> {
  const { frozen, kind, labels, fit, test, count, fitting, signal } = options;
  const { samples, stampsNs, engine, config, plan, goOn } = frozen;
  const { seed, threads } = fitting;
  const labelsOf = (rows: readonly number[]): Float64Array =>
    Float64Array.from(rows, (row) => labels[row]!);
  const drawn = Array.from({ length: options.draws }, (_, draw) =>
    drawLabels(fit, { count, draw, seed }),
  );
  const testStamps = BigInt64Array.from(test, (row) => stampsNs[row]!);
  const scores = async (matrix: Matrix): Promise<DrawScores> => {
    const each: number[] = [];
    for (const rows of drawn) {
      const fitLabels = labelsOf(rows);
      const known = { features: selectRows(matrix, rows), labels: fitLabels };
      const { model } = await kind.fit({ ...fitting, ...known });
      const score = scoreHead({
        ...{ model, fitLabels, seed },
        features: selectRows(matrix, test),
        labels: labelsOf(test),
        stampsNs: testStamps,
      });
      each.push(score.value ?? 0);
    }
    return summaryOf(each);
  };

  goOn("comparing with pixels");
  const pixels = createPixelBaselines();
  for (const sample of samples) pixels.add(sample);
  const { thumbnail, pca } = pixels.matrices(fit);
  goOn("comparing with the untrained encoder");
  const { state, constants } = compileStep(plan.learner);
  const untrained = await frozen.encode(
    samples,
    initialState([...state, ...constants], config.seed),
  );
  const compared = {
    draws: drawn.length,
    features: await scores(options.features),
    thumbnail: await scores(thumbnail),
    pca: await scores(pca),
    untrained: await scores(untrained),
  };
  if (kind.hasClasses) return compared;

  const supervised: number[] = [];
  for (const [draw, rows] of drawn.entries()) {
    goOn(`training a network on the labels of draw ${draw + 1} of ${drawn.length}`);
    const r2 = await supervisedR2({
      ...{ engine, samples, labels, test, seed, threads, signal },
      spec: plan.learner,
      augment: config.learn.augment,
      fit: rows,
      steps: supervisedSteps,
    });
    if (r2 !== undefined) supervised.push(r2);
  }
  return { ...compared, ...(supervised.length > 0 && { supervised: summaryOf(supervised) }) };
}

function summaryOf(each: readonly number[]): DrawScores {
  const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
  return { mean, least: Math.min(...each), most: Math.max(...each), each };
}
