import type { Matrix } from "../core/matrix.ts";
import { softmax } from "./answer-head.ts";

/** Logits = x·W + b. Shapes: weights [d, classes], row-major; bias [classes]. */
export interface SoftmaxFit {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

const mostIterations = 500;
const smallestChange = 1e-7;

/**
 * The minimum of mean cross-entropy + λ/2·|W|² (the bias is not shrunk), by accelerated gradient descent
 * that starts over when it overshoots. The step is one over a bound of the curvature, so nothing is tuned.
 *
 * Shapes: x [n, d], of about unit columns; targets [n], indices of classes.
 * @param from where to start: the fit at a neighbouring λ
 * @see O'Donoghue & Candès 2015, Adaptive restart for accelerated gradient schemes
 */
export function fitSoftmax(options: {
  readonly x: Matrix;
  readonly targets: readonly number[];
  readonly classes: number;
  readonly lambda: number;
  readonly from?: SoftmaxFit | undefined;
}): SoftmaxFit {
  const { x, targets, classes, lambda } = options;
  const size = x.columns * classes;
  // W and b in one vector, b last.
  let now = new Float64Array(size + classes);
  if (options.from) now.set([...options.from.weights, ...options.from.bias]);
  let ahead = now.slice();
  let momentum = 1;
  const step = 1 / (curvatureOf(x) / 2 + lambda);
  for (let i = 0; i < mostIterations; i++) {
    const gradient = gradientAt(ahead, { x, targets, classes, lambda });
    const next = ahead.map((value, k) => value - step * gradient[k]!);
    let uphill = 0;
    let change = 0;
    for (let k = 0; k < next.length; k++) {
      const moved = next[k]! - now[k]!;
      uphill += gradient[k]! * moved;
      change = Math.max(change, Math.abs(moved));
    }
    const faster = uphill > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const carried = uphill > 0 ? 0 : (momentum - 1) / faster;
    const before = now;
    ahead = next.map((value, k) => value + carried * (value - before[k]!));
    now = next;
    momentum = faster;
    if (change < smallestChange) break;
  }
  return { weights: now.slice(0, size), bias: now.slice(size) };
}

/** Logits of every row of x. */
export function softmaxLogits(x: Matrix, { weights, bias }: SoftmaxFit): readonly Float64Array[] {
  return Array.from({ length: x.rows }, (_, r) => {
    const logits = bias.slice();
    for (let c = 0; c < x.columns; c++) {
      const value = x.data[r * x.columns + c]!;
      for (let o = 0; o < logits.length; o++) logits[o]! += value * weights[c * logits.length + o]!;
    }
    return logits;
  });
}

function gradientAt(
  point: Float64Array,
  problem: {
    readonly x: Matrix;
    readonly targets: readonly number[];
    readonly classes: number;
    readonly lambda: number;
  },
): Float64Array {
  const { x, targets, classes, lambda } = problem;
  const size = x.columns * classes;
  const gradient = point.map((value, k) => (k < size ? lambda * value : 0));
  const fit = { weights: point.subarray(0, size), bias: point.subarray(size) };
  softmaxLogits(x, fit).forEach((logits, r) => {
    const errors = softmax(logits);
    errors[targets[r]!]! -= 1;
    for (let o = 0; o < classes; o++) gradient[size + o]! += errors[o]! / x.rows;
    for (let c = 0; c < x.columns; c++) {
      const value = x.data[r * x.columns + c]! / x.rows;
      for (let o = 0; o < classes; o++) gradient[c * classes + o]! += value * errors[o]!;
    }
  });
  return gradient;
}

/** A bound of the largest eigenvalue of [x 1]ᵀ[x 1] / n, by power iteration with a margin. */
function curvatureOf(x: Matrix): number {
  let vector = Float64Array.from({ length: x.columns + 1 }, (_, c) => 1 + (c % 7));
  let value = 1;
  for (let i = 0; i < 30; i++) {
    const image = new Float64Array(vector.length);
    for (let r = 0; r < x.rows; r++) {
      let dot = vector[x.columns]!;
      for (let c = 0; c < x.columns; c++) dot += x.data[r * x.columns + c]! * vector[c]!;
      for (let c = 0; c < x.columns; c++) image[c]! += (x.data[r * x.columns + c]! * dot) / x.rows;
      image[x.columns]! += dot / x.rows;
    }
    value = Math.sqrt(image.reduce((sum, v) => sum + v * v, 0));
    if (value === 0) return 1;
    vector = image.map((v) => v / value);
  }
  return 1.1 * value;
}
