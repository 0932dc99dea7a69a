import { zeros, type Matrix } from "../../core/matrix.ts";
import { drawLabels } from "../../evaluate/few-labels.ts";
import { motionFeatures } from "../../evaluate/motion-features.ts";
import { perceptronProbe } from "../../evaluate/perceptron-probe.ts";
import { r2Score } from "../../evaluate/r2-score.ts";
import { revisitRecall } from "../../evaluate/revisit-retrieval.ts";
import { fitRidge } from "../../evaluate/ridge.ts";
import type { Truth } from "../../simulate/truth.ts";
import type { HeldOutDrives } from "./held-out-drives.ts";

/** r² of probes and recall of retrievals, by name. */
export type Scores = Readonly<Record<string, number>>;

/** Labels that a probe reads, by the name of its score. */
const labels = {
  yawRate: (truth: Truth) => truth.yawRateRadps,
  speed: (truth: Truth) => truth.speedMps,
  // A metre matters near and not far.
  obstacleLeft: (truth: Truth) => Math.log(truth.obstacleLeftM),
  obstacleFront: (truth: Truth) => Math.log(truth.obstacleFrontM),
  obstacleRight: (truth: Truth) => Math.log(truth.obstacleRightM),
};
type Label = keyof typeof labels;
export const obstacles = ["obstacleLeft", "obstacleFront", "obstacleRight"] as const;

const few = 200;
const draws = 3;
const guardRows = 10;
/** Two frames of a pair; further apart there is no motion to see. */
const maxGapS = 0.15;

/** The labels of every frame. */
export function labelsOf({ truth }: HeldOutDrives, label: Label): Float64Array {
  return Float64Array.from(truth, labels[label]);
}

/**
 * What can be read off frozen features [n, D] of the held-out frames: by ridges fitted on four cities and
 * tested on two others, with all labels and with 200; by a small perceptron for the speed; and by
 * looking for places of one day on another.
 *
 * @param placeColumns the features that carry place; absent = all
 */
export function scoreFeatures(
  drives: HeldOutDrives,
  features: Matrix,
  placeColumns?: readonly number[],
): Scores {
  const { stampsNs, fit, test, anotherDay, standpoints } = drives;
  const motion = motionFeatures(features, { stampsNs, maxGapS });
  const scores: Record<string, number> = {};
  const probe = (matrix: Matrix, label: Label): void => {
    const of = labelsOf(drives, label);
    const actual = Float64Array.from(test, (row) => of[row]!);
    const r2 = (rows: readonly number[], guard: number): number => {
      const model = fitRidge({ features: matrix, labels: of, rows, guardRows: guard });
      return r2Score(actual, model.predict(matrix, test)) ?? 0;
    };
    scores[label] = r2(fit, guardRows);
    const drawn = Array.from({ length: draws }, (_, draw) =>
      r2(drawLabels(fit, { count: Math.min(few, fit.length), draw, seed: 1 }), 0),
    );
    scores[`${label}${few}`] = mean(drawn);
  };
  probe(motion, "yawRate");
  probe(motion, "speed");
  for (const label of obstacles) probe(features, label);
  scores["obstacle"] = mean(obstacles.map((label) => scores[label]!));
  scores[`obstacle${few}`] = mean(obstacles.map((label) => scores[`${label}${few}`]!));

  const speed = labelsOf(drives, "speed");
  const guessed = perceptronProbe({ features: motion, labels: speed, fit, test, seed: 1 });
  scores["speedPerceptron"] =
    r2Score(
      Float64Array.from(test, (row) => speed[row]!),
      guessed,
    ) ?? 0;

  const place = (matrix: Matrix): number =>
    revisitRecall({ features: matrix, standpoints, database: test, queries: anotherDay }) ?? 0;
  scores["place"] = place(placeColumns ? selectColumns(features, placeColumns) : features);
  if (placeColumns) scores["placeWhole"] = place(features);
  return scores;
}

function selectColumns(matrix: Matrix, columns: readonly number[]): Matrix {
  const result = zeros(matrix.rows, columns.length);
  for (let row = 0; row < matrix.rows; row++) {
    columns.forEach((from, to) => {
      result.data[row * columns.length + to] = matrix.data[row * matrix.columns + from]!;
    });
  }
  return result;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
