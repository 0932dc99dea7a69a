import type { DenseLayer, HeadAnswer, HeadModel, Leverage } from "./head.ts";

/**
 * What the head says of one feature vector. About 20 µs for a ridge on 768 features and 50 labels.
 *
 * Shapes: features [model.dimension].
 */
export function answerHead(model: HeadModel, features: ArrayLike<number>): HeadAnswer {
  const answers = model.members.map((layers) => perceptron(layers, features));
  const mean = answers[0]!.map((_, o) => meanOf(answers.map((answer) => answer[o]!)));
  const { classes, doubt } = model;
  if (classes) {
    const probabilities = softmax(mean);
    return { value: classes[probabilities.indexOf(Math.max(...probabilities))]!, probabilities };
  }
  const value = mean[0]!;
  if (!doubt) return { value };
  // Members that disagree know less than their errors on frames like the labelled ones say.
  const disagreement = meanOf(answers.map((answer) => (answer[0]! - value) ** 2));
  const leverage = doubt.leverage ? leverageOf(doubt.leverage, features) : 0;
  return { value, stddev: Math.sqrt(doubt.residual ** 2 * (1 + leverage) + disagreement) };
}

/** h(x) of a ridge: 1/n at the centre of the labelled frames, larger the less they are like x. */
export function leverageOf(leverage: Leverage, features: ArrayLike<number>): number {
  const { count, lambda, centre, scale, projection } = leverage;
  const z = scale.map((s, c) => (features[c]! - centre[c]!) * s);
  const length = z.reduce((sum, value) => sum + value * value, 0);
  const seen = dense(projection, z).reduce((sum, value) => sum + value * value, 0);
  // Rounding must not make what the labelled frames span larger than the whole.
  return (1 + Math.max(0, length / lambda - seen)) / count;
}

function perceptron(layers: readonly DenseLayer[], features: ArrayLike<number>): Float64Array {
  let values = dense(layers[0]!, features);
  for (const layer of layers.slice(1)) {
    values = dense(
      layer,
      values.map((value) => Math.max(0, value)),
    );
  }
  return values;
}

function dense({ inputs, outputs, weights, bias }: DenseLayer, x: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(bias);
  for (let i = 0; i < inputs; i++) {
    const value = x[i]!;
    if (value === 0) continue;
    for (let o = 0; o < outputs; o++) result[o]! += value * weights[i * outputs + o]!;
  }
  return result;
}

/** eˣ / Σ eˣ, without overflow. */
export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const most = Math.max(...values);
  const exponentials = values.map((value) => Math.exp(value - most));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
