import { l2Normalize } from "../graph/derived/l2-normalize.ts";
import { scale } from "../graph/derived/scale.ts";
import { square } from "../graph/derived/square.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { constant } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { cos } from "../graph/ops/cos.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceMean } from "../graph/ops/reduce-mean.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { sin } from "../graph/ops/sin.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";

const knots = 17;
const lastKnot = 3;
const spacing = lastKnot / (knots - 1);

/** t: where the characteristic functions are compared. */
const times = Array.from({ length: knots }, (_, k) => k * spacing);
/** φ(t) = e^(−t²/2) of the standard normal, and the weight of the test. */
const gaussian = times.map((t) => Math.exp((-t * t) / 2));
/** w: the trapezoid rule over [−3, 3], halved by symmetry, times φ. */
const weights = gaussian.map((g, k) => (k === 0 || k === knots - 1 ? spacing : 2 * spacing) * g);

/**
 * SIGReg: how far embeddings are from a standard normal distribution, seen along random directions: the
 * Epps–Pulley distance between characteristic functions, times the batch, mean over directions.
 *
 * About 1.06 for truly normal embeddings whatever the batch; `collapsedStatistic` where all are 0.
 *
 * Shapes: embeddings [B, D], directions [D, A] of any length → [].
 * @see Balestriero & LeCun 2025, LeJEPA, arXiv:2511.08544, §4 and alg. 1
 */
export function sigregStatistic(embedding: Value, directions: Value): Value {
  const batch = embedding.shape[0]!;
  const along = matMul(embedding, l2Normalize(directions, 0));
  const [, slices] = along.shape as [number, number];
  const angles = mul(reshape(along, [batch, slices, 1]), constant([knots], times));
  const real = sub(reduceMean(cos(angles), [0]), constant([knots], gaussian));
  const imaginary = reduceMean(sin(angles), [0]);
  const distance = mul(add(square(real), square(imaginary)), constant([knots], weights));
  return scale(sumAll(distance), batch / slices);
}

/** The statistic of a batch whose embeddings are all 0: 0.40·B. */
export function collapsedStatistic(batch: number): number {
  return batch * gaussian.reduce((sum, g, k) => sum + weights[k]! * (1 - g) ** 2, 0);
}
