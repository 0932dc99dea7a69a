import fc from "fast-check";
import { backward } from "../../src/autodiff/backward.ts";
import { meanAll } from "../../src/graph/derived/mean-all.ts";
import { scale } from "../../src/graph/derived/scale.ts";
import { square } from "../../src/graph/derived/square.ts";
import { sumAll } from "../../src/graph/derived/sum-all.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { constant, scalar } from "../../src/graph/leaves.ts";
import { add } from "../../src/graph/ops/add.ts";
import { cast } from "../../src/graph/ops/cast.ts";
import { clip } from "../../src/graph/ops/clip.ts";
import { concat } from "../../src/graph/ops/concat.ts";
import { div } from "../../src/graph/ops/div.ts";
import { expand } from "../../src/graph/ops/expand.ts";
import { greater } from "../../src/graph/ops/greater.ts";
import { layerNormalization } from "../../src/graph/ops/layer-normalization.ts";
import { matMul } from "../../src/graph/ops/mat-mul.ts";
import { mul } from "../../src/graph/ops/mul.ts";
import { neg } from "../../src/graph/ops/neg.ts";
import { pad } from "../../src/graph/ops/pad.ts";
import { pow } from "../../src/graph/ops/pow.ts";
import { reciprocal } from "../../src/graph/ops/reciprocal.ts";
import { reduceMean } from "../../src/graph/ops/reduce-mean.ts";
import { reduceSum } from "../../src/graph/ops/reduce-sum.ts";
import { relu } from "../../src/graph/ops/relu.ts";
import { reshape } from "../../src/graph/ops/reshape.ts";
import { slice } from "../../src/graph/ops/slice.ts";
import { split } from "../../src/graph/ops/split.ts";
import { sqrt } from "../../src/graph/ops/sqrt.ts";
import { stopGradient } from "../../src/graph/ops/stop-gradient.ts";
import { sub } from "../../src/graph/ops/sub.ts";
import { tanh } from "../../src/graph/ops/tanh.ts";
import { transpose } from "../../src/graph/ops/transpose.ts";
import { where } from "../../src/graph/ops/where.ts";
import type { Value } from "../../src/graph/value.ts";
import { graphOf, matrix, number, row, rows, x } from "./pass-bench.ts";

/** One step of building: which kind, on which of the values so far, with which number. */
interface Move {
  readonly kind: number;
  readonly first: number;
  readonly second: number;
  readonly n: number;
}

/** A value of 24 elements from one or two others of 24; n is any number from 0 to 99. */
type Kind = (a: Value, b: Value, n: number) => Value;

const factors = [1, -1, 0, 0.5, 3, -0.25];
const shapes = [[2, 3, 4], [6, 4], [24], [4, 6], [2, 12], [1, 6, 4], [4, 3, 2]];
const like = (a: Value, b: Value): Value => reshape(a, b.shape);
const rowOf = (a: Value): Value =>
  reshape(slice(reshape(a, [24]), { axes: [0], starts: [2], ends: [6] }), [4]);
const asRows = (a: Value): Value => reshape(a, [6, 4]);
const permuted = (a: Value, n: number): Value => {
  const axes = a.shape.map((_, i) => i);
  const turned = axes.map((_, i) => axes[(i + n) % axes.length]!);
  return transpose(a, n % 2 === 0 ? turned : turned.toReversed());
};

/** What the compiler's own graphs are made of, each kind where a pass might go wrong. */
const kinds: readonly Kind[] = [
  (a, b) => add(a, like(b, a)),
  (a, b) => sub(a, like(b, a)),
  (a, b) => mul(tanh(a), like(b, a)),
  (a, _, n) => scale(a, factors[n % factors.length]!),
  (a, _, n) => add(a, scalar(n % 3)),
  (a, _, n) => sub(scalar(n % 2), a),
  (a) => neg(a),
  (a) => relu(a),
  (a, _, n) => clip(scale(a, 1 + n), { min: 0, max: 1 }),
  (a) => stopGradient(tanh(a)),
  (a) => pow(tanh(a), scalar(2)),
  (a) => div(a, scalar(4)),
  (a, _, n) => reshape(a, shapes[n % shapes.length]!),
  (a, _, n) => permuted(a, n),
  (a, _, n) => permuted(permuted(a, n), n + 3),
  (a, b) => mul(tanh(asRows(a)), rowOf(b)),
  (a, b) => add(asRows(a), rowOf(b)),
  (a, _, n) =>
    reshape(
      matMul(
        reshape(a, n % 2 ? [6, 4] : [2, 3, 4]),
        slice(matrix, { axes: [1], starts: [0], ends: [4] }),
      ),
      [24],
    ),
  (a, b) => add(matMul(asRows(a), slice(matrix, { axes: [1], starts: [1], ends: [5] })), rowOf(b)),
  (a, b) =>
    matMul(
      asRows(a),
      scale(
        transpose(reshape(slice(asRows(b), { axes: [0], starts: [0], ends: [4] }), [4, 4]), [1, 0]),
        0.1,
      ),
    ),
  (a, _, n) => expand(reduceMean(a, [n % a.shape.length], true), a.shape),
  (a, _, n) => add(a, reduceSum(scale(a, 0.1), [n % a.shape.length], true)),
  (a, b) =>
    expand(reshape(slice(reshape(a, [24]), { axes: [0], starts: [0], ends: [1] }), [1]), b.shape),
  (a) => layerNormalization(asRows(a), row).y,
  (a) => layerNormalization(reshape(a, [2, 3, 4]), constant([4], 1)).y,
  (a, _, n) => {
    const centred = sub(asRows(a), reduceMean(asRows(a), [1], true));
    const deviation = sqrt(add(reduceMean(square(centred), [1], true), scalar(0.01)));
    return n % 2 ? div(centred, deviation) : mul(centred, reciprocal(deviation));
  },
  (a, _, n) => {
    const parts = split(asRows(a), [2, 4], 0).map((part) => (n % 2 ? tanh(part) : part));
    return concat(n % 3 ? parts : parts.toReversed(), 0);
  },
  (a, b) => {
    const factors = split(slice(rowOf(b), { axes: [0], starts: [0], ends: [2] }), [1, 1], 0);
    return concat(
      split(asRows(a), [2, 4], 0).map((part, i) => mul(tanh(part), factors[i]!)),
      0,
    );
  },
  (a, b) => {
    const cut = (value: Value, start: number, end: number): Value =>
      slice(asRows(value), { axes: [1], starts: [start], ends: [end] });
    return add(
      pad(cut(a, 0, 3), { before: [0, 0], after: [0, 1] }),
      pad(cut(b, 0, 1), { before: [0, 3], after: [0, 0] }),
    );
  },
  (a, b) =>
    concat(
      [a, b].map((part) =>
        reshape(slice(reshape(part, [24]), { axes: [0], starts: [0], ends: [12] }), [1, 12]),
      ),
      0,
    ),
  (a, b) => where(greater(a, scalar(0)), a, like(b, a)),
  (a) => where(constant([], 1, "bool"), a, expand(number, a.shape)),
  (a) => cast(cast(a, "float64"), "float32"),
  (a, b) => add(like(b, a), mul(expand(number, a.shape), constant(a.shape, 0.5))),
];

/** Builds the graph of some moves: the last values, and the gradient of a loss made of them. */
function graphOfMoves(moves: readonly Move[]): Graph {
  const values: Value[] = [x, rows];
  const pick = (i: number): Value => values[values.length - 1 - (i % values.length)]!;
  for (const { kind, first, second, n } of moves) {
    values.push(kinds[kind % kinds.length]!(pick(first), pick(second), n));
  }
  const last = values.slice(-3).map((value) => reshape(value, [24]));
  const loss = add(meanAll(square(tanh(last[0]!))), sumAll(mul(tanh(last[1]!), last[2]!)));
  const inputs = [x, rows, matrix, row, number];
  const gradients = backward(loss, inputs).map((gradient, i) => [`d${i}`, gradient] as const);
  return graphOf({ loss, y: values.at(-1)!, ...Object.fromEntries(gradients) });
}

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.nat(kinds.length - 1),
  first: fc.nat(5),
  second: fc.nat(5),
  n: fc.nat(99),
});

/** Graphs of up to about twenty operators and their gradients, over the inputs of the pass bench. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .array(move, { minLength: 2, maxLength: 9 })
  .map(graphOfMoves);
