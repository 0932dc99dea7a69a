import type { Matrix } from "../core/matrix.ts";
import { rowOf } from "../core/matrix.ts";
import { randomFor } from "../core/random.ts";
import { fitStandardiser } from "./standardise.ts";

const hidden = 32;
const epochs = 30;
const batch = 16;
const rate = 2e-3;
const weightDecay = 1e-2;
const beta1 = 0.9;
const beta2 = 0.99;

/**
 * What a small perceptron, one hidden layer of 32 relu units, reads off frozen features: for labels that
 * no straight line finds. Fitted by AdamW on standardised columns, the same for every kind of feature.
 *
 * Shapes: features [n, d], finite; labels [n], finite on the rows `fit`; the answer is one prediction for
 * each of the rows `test`. The same seed gives the same prediction.
 * @see Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2
 */
export function perceptronProbe(options: {
  readonly features: Matrix;
  readonly labels: Float64Array;
  readonly fit: readonly number[];
  readonly test: readonly number[];
  readonly seed: number;
}): Float64Array {
  const { features, labels, fit, test, seed } = options;
  const standardiser = fitStandardiser(features, fit);
  const x = standardiser.apply(features, fit);
  const mean = fit.reduce((sum, row) => sum + labels[row]!, 0) / fit.length;
  const deviation =
    Math.sqrt(fit.reduce((sum, row) => sum + (labels[row]! - mean) ** 2, 0) / fit.length) || 1;
  const y = Float64Array.from(fit, (row) => (labels[row]! - mean) / deviation);

  const d = x.columns;
  const random = randomFor(seed, "perceptron-probe");
  // One vector: first-layer weights [hidden, d], their biases, second-layer weights, its bias.
  const size = hidden * (d + 2) + 1;
  const weights = new Float64Array(size);
  for (let i = 0; i < hidden * d; i++) weights[i] = random.normal() * Math.sqrt(2 / d);
  const bias = hidden * d;
  const outer = bias + hidden;
  for (let h = 0; h < hidden; h++) weights[outer + h] = random.normal() / Math.sqrt(hidden);

  const active = new Float64Array(hidden);
  const answer = (row: Float64Array): number => {
    let sum = weights[size - 1]!;
    for (let h = 0; h < hidden; h++) {
      let unit = weights[bias + h]!;
      const base = h * d;
      for (let c = 0; c < d; c++) unit += weights[base + c]! * row[c]!;
      unit = Math.max(0, unit);
      active[h] = unit;
      sum += weights[outer + h]! * unit;
    }
    return sum;
  };

  const gradient = new Float64Array(size);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  const order = [...fit.keys()];
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (let start = 0; start < order.length; start += batch) {
      const part = order.slice(start, start + batch);
      gradient.fill(0);
      for (const i of part) {
        const row = rowOf(x, i);
        const error = (answer(row) - y[i]!) / part.length;
        gradient[size - 1]! += error;
        for (let h = 0; h < hidden; h++) {
          if (active[h]! <= 0) continue;
          gradient[outer + h]! += error * active[h]!;
          const inner = error * weights[outer + h]!;
          gradient[bias + h]! += inner;
          const base = h * d;
          for (let c = 0; c < d; c++) gradient[base + c]! += inner * row[c]!;
        }
      }
      step += 1;
      const scale1 = 1 / (1 - beta1 ** step);
      const scale2 = 1 / (1 - beta2 ** step);
      for (let k = 0; k < size; k++) {
        const g = gradient[k]!;
        first[k] = beta1 * first[k]! + (1 - beta1) * g;
        second[k] = beta2 * second[k]! + (1 - beta2) * g * g;
        const change = (first[k]! * scale1) / (Math.sqrt(second[k]! * scale2) + 1e-8);
        weights[k]! -= rate * (change + weightDecay * weights[k]!);
      }
    }
  }
  const unseen = standardiser.apply(features, test);
  return Float64Array.from(test, (_, i) => answer(rowOf(unseen, i)) * deviation + mean);
}
