import { gelu } from "../../src/graph/derived/gelu.ts";
import { constant, scalar } from "../../src/graph/leaves.ts";
import { abs } from "../../src/graph/ops/abs.ts";
import { add } from "../../src/graph/ops/add.ts";
import { and } from "../../src/graph/ops/and.ts";
import { averagePool } from "../../src/graph/ops/average-pool.ts";
import { cast } from "../../src/graph/ops/cast.ts";
import { ceil } from "../../src/graph/ops/ceil.ts";
import { clip } from "../../src/graph/ops/clip.ts";
import { concat } from "../../src/graph/ops/concat.ts";
import { convTranspose } from "../../src/graph/ops/conv-transpose.ts";
import { conv } from "../../src/graph/ops/conv.ts";
import { cos } from "../../src/graph/ops/cos.ts";
import { depthToSpace } from "../../src/graph/ops/depth-to-space.ts";
import { dequantizeLinear } from "../../src/graph/ops/dequantize-linear.ts";
import { div } from "../../src/graph/ops/div.ts";
import { equal } from "../../src/graph/ops/equal.ts";
import { erf } from "../../src/graph/ops/erf.ts";
import { exp } from "../../src/graph/ops/exp.ts";
import { expand } from "../../src/graph/ops/expand.ts";
import { floor } from "../../src/graph/ops/floor.ts";
import { gatherElements } from "../../src/graph/ops/gather-elements.ts";
import { gather } from "../../src/graph/ops/gather.ts";
import { gemm } from "../../src/graph/ops/gemm.ts";
import { globalAveragePool } from "../../src/graph/ops/global-average-pool.ts";
import { greater } from "../../src/graph/ops/greater.ts";
import { hardSigmoid } from "../../src/graph/ops/hard-sigmoid.ts";
import { identity } from "../../src/graph/ops/identity.ts";
import { isInf } from "../../src/graph/ops/is-inf.ts";
import { isNaN } from "../../src/graph/ops/is-nan.ts";
import {
  layerNormalization,
  type LayerNormalizationOptions,
} from "../../src/graph/ops/layer-normalization.ts";
import { leakyRelu } from "../../src/graph/ops/leaky-relu.ts";
import { less } from "../../src/graph/ops/less.ts";
import { logSoftmax } from "../../src/graph/ops/log-softmax.ts";
import { log } from "../../src/graph/ops/log.ts";
import { matMul } from "../../src/graph/ops/mat-mul.ts";
import { maxPool } from "../../src/graph/ops/max-pool.ts";
import { max } from "../../src/graph/ops/max.ts";
import { min } from "../../src/graph/ops/min.ts";
import { mul } from "../../src/graph/ops/mul.ts";
import { neg } from "../../src/graph/ops/neg.ts";
import { not } from "../../src/graph/ops/not.ts";
import { or } from "../../src/graph/ops/or.ts";
import { pad, type PadMode } from "../../src/graph/ops/pad.ts";
import { pow } from "../../src/graph/ops/pow.ts";
import { quantizeLinear } from "../../src/graph/ops/quantize-linear.ts";
import { reciprocal } from "../../src/graph/ops/reciprocal.ts";
import { reduceMax } from "../../src/graph/ops/reduce-max.ts";
import { reduceMean } from "../../src/graph/ops/reduce-mean.ts";
import { reduceMin } from "../../src/graph/ops/reduce-min.ts";
import { reduceSum } from "../../src/graph/ops/reduce-sum.ts";
import { relu } from "../../src/graph/ops/relu.ts";
import { reshapeAtRunTime } from "../../src/graph/ops/reshape-at-run-time.ts";
import { reshape } from "../../src/graph/ops/reshape.ts";
import { resizeLinear } from "../../src/graph/ops/resize-linear.ts";
import { resizeNearest } from "../../src/graph/ops/resize-nearest.ts";
import { round } from "../../src/graph/ops/round.ts";
import { scatterElements } from "../../src/graph/ops/scatter-elements.ts";
import { sigmoid } from "../../src/graph/ops/sigmoid.ts";
import { sign } from "../../src/graph/ops/sign.ts";
import { sin } from "../../src/graph/ops/sin.ts";
import { slice } from "../../src/graph/ops/slice.ts";
import { softmax } from "../../src/graph/ops/softmax.ts";
import { softplus } from "../../src/graph/ops/softplus.ts";
import { split } from "../../src/graph/ops/split.ts";
import { sqrt } from "../../src/graph/ops/sqrt.ts";
import { squeeze } from "../../src/graph/ops/squeeze.ts";
import { stopGradient } from "../../src/graph/ops/stop-gradient.ts";
import { sub } from "../../src/graph/ops/sub.ts";
import { tanh } from "../../src/graph/ops/tanh.ts";
import { topK } from "../../src/graph/ops/top-k.ts";
import { transpose } from "../../src/graph/ops/transpose.ts";
import { unsqueeze } from "../../src/graph/ops/unsqueeze.ts";
import { where } from "../../src/graph/ops/where.ts";
import type { Shape, Value } from "../../src/graph/value.ts";
import type { OperatorCase } from "./operator-case.ts";
import { randomCases } from "./random-cases.ts";

type Build = OperatorCase["build"];
const positive = [0.2, 2] as const;

const unary = (op: string, build: Build, range?: readonly [number, number]): OperatorCase => ({
  op,
  shows: "each element",
  build,
  shapes: [[2, 3]],
  ...(range ? { range } : {}),
});

const broadcasts: readonly (readonly [string, Shape, Shape])[] = [
  ["equal shapes", [2, 3], [2, 3]],
  ["a vector over rows", [2, 3], [3]],
  ["a scalar", [], [2, 3]],
  ["each other", [2, 1, 3], [4, 1]],
];

const binary = (op: string, build: Build, range?: readonly [number, number]): OperatorCase[] =>
  broadcasts.map(([shows, a, b]) => ({
    op,
    shows,
    build,
    shapes: [a, b],
    ...(range ? { range } : {}),
  }));

/** A comparison shown through numbers, because only numbers can be compared here. */
const asNumber =
  (build: Build): Build =>
  (...inputs) =>
    cast(build(...inputs), "float32");

const fixed = constant([2, 3], [0.3, -0.2, 0.9, -0.7, 0.1, 0.4]);
const mask = constant([2, 3], [1, 0, 0, 1, 1, 0], "bool");

const reductions = (op: string, build: (x: Value, axes: number[], keep?: boolean) => Value) => [
  { op, shows: "one axis", build: (x: Value) => build(x, [1]), shapes: [[2, 3, 4]] },
  {
    op,
    shows: "several axes, kept",
    build: (x: Value) => build(x, [-1, 0], true),
    shapes: [[2, 3, 4]],
  },
  { op, shows: "all axes", build: (x: Value) => build(x, [0, 1]), shapes: [[2, 3]] },
];

const convolution = (
  shows: string,
  shapes: readonly Shape[],
  options: Parameters<typeof conv>[3],
): OperatorCase => ({
  op: "Conv",
  shows,
  build: (x, w, b) => conv(x, w, b, options),
  shapes,
});

const transposed = (
  shows: string,
  shapes: readonly Shape[],
  options: Parameters<typeof convTranspose>[3],
): OperatorCase => ({
  op: "ConvTranspose",
  shows,
  build: (x, w, b) => convTranspose(x, w, b, options),
  shapes,
});

const normalization = (
  shows: string,
  shapes: readonly Shape[],
  options: LayerNormalizationOptions,
): OperatorCase => ({
  op: "LayerNormalization",
  shows,
  build: (x, scale, bias) => layerNormalization(x, scale, bias, options).y,
  shapes,
});

const padding = (
  mode: PadMode,
  before: readonly number[],
  after: readonly number[],
): OperatorCase => ({
  op: "Pad",
  shows: `mode ${mode}, ${before.join()} before, ${after.join()} after`,
  build: (x) => pad(x, { before, after, mode }),
  shapes: [[2, 3, 4]],
});

const pools = (op: string, build: typeof averagePool): OperatorCase[] => [
  { op, shows: "tiles", build: (x) => build(x, { kernel: [2, 2] }), shapes: [[2, 2, 4, 6]] },
  {
    op,
    shows: "tiles with a rest",
    build: (x) => build(x, { kernel: [2, 2] }),
    shapes: [[1, 2, 5, 5]],
  },
  {
    op,
    shows: "overlaps, padded",
    build: (x) => build(x, { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 0] }),
    shapes: [[1, 2, 5, 6]],
  },
  {
    op,
    shows: "as many places as tiles would be, but shifted by a pad",
    build: (x) => build(x, { kernel: [3], pads: [1, 0] }),
    shapes: [[1, 2, 6]],
  },
  {
    op,
    shows: "dilated",
    build: (x) =>
      build(x, { kernel: [2, 3], strides: [2, 1], dilations: [2, 2], pads: [1, 0, 0, 2] }),
    shapes: [[1, 2, 5, 6]],
  },
  {
    op,
    shows: "one spatial axis",
    build: (x) => build(x, { kernel: [3], strides: [1] }),
    shapes: [[2, 2, 6]],
  },
];

const chosenCases: readonly OperatorCase[] = [
  unary("Abs", (x) => abs(x)),
  ...binary("Add", (a, b) => add(a, b)),
  unary(
    "And",
    asNumber((x) => and(mask, greater(x, fixed))),
  ),
  ...pools("AveragePool", averagePool),
  {
    op: "AveragePool",
    shows: "pads that count",
    build: (x) =>
      averagePool(x, { kernel: [3, 2], strides: [2, 2], pads: [1, 1, 1, 0], countsPads: true }),
    shapes: [[1, 2, 5, 5]],
  },
  unary("Cast", (x) => mul(cast(cast(x, "float64"), "float32"), fixed)),
  unary("Cast", (x) => add(x, cast(cast(x, "int32"), "float32")), [-3, 3]),
  unary("Ceil", (x) => ceil(x), [-3, 3]),
  unary("Clip", (x) => clip(x, { min: -0.5, max: 0.4 })),
  unary("Clip", (x) => clip(x, { max: 0.1 })),
  {
    op: "Concat",
    shows: "three along axis 1",
    build: (...xs) => concat(xs, 1),
    shapes: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
  },
  { op: "Concat", shows: "one tensor twice", build: (x) => concat([x, x], -1), shapes: [[2, 3]] },
  convolution(
    "one pixel",
    [
      [2, 3, 4, 4],
      [5, 3, 1, 1],
    ],
    {},
  ),
  convolution("a bias", [[2, 3, 4, 5], [4, 3, 3, 3], [4]], { pads: [1, 1, 1, 1] }),
  convolution(
    "stride 2, all used",
    [
      [2, 2, 5, 5],
      [3, 2, 3, 3],
    ],
    { strides: [2, 2] },
  ),
  convolution(
    "stride 2, an end in the padding unused",
    [
      [2, 2, 6, 6],
      [3, 2, 3, 3],
    ],
    { strides: [2, 2], pads: [1, 1, 1, 1] },
  ),
  convolution(
    "stride 3, ends of the input unused",
    [
      [1, 2, 6, 7],
      [2, 2, 2, 2],
    ],
    { strides: [3, 3] },
  ),
  convolution("stride 2, even kernel, uneven pads", [[1, 2, 6, 5], [3, 2, 4, 2], [3]], {
    strides: [2, 1],
    pads: [1, 0, 2, 1],
  }),
  convolution(
    "dilation",
    [
      [1, 2, 7, 7],
      [2, 2, 3, 2],
    ],
    { dilations: [2, 3], pads: [1, 0, 1, 0] },
  ),
  // As many places as a stride of 2 in the dilation's place would give.
  convolution(
    "dilation over an input of two",
    [
      [1, 2, 2],
      [2, 2, 2],
    ],
    { dilations: [2], pads: [1, 1] },
  ),
  convolution(
    "dilation and stride",
    [
      [2, 2, 8, 8],
      [2, 2, 3, 3],
    ],
    { dilations: [2, 2], strides: [3, 2] },
  ),
  convolution("groups", [[2, 4, 4, 4], [6, 2, 3, 3], [6]], { group: 2, pads: [1, 1, 1, 1] }),
  convolution(
    "depthwise, stride 2",
    [
      [2, 3, 5, 5],
      [3, 1, 3, 3],
    ],
    { group: 3, strides: [2, 2], pads: [1, 1, 1, 1] },
  ),
  convolution(
    "depthwise with two filters a channel",
    [
      [2, 2, 4, 4],
      [4, 1, 2, 2],
    ],
    { group: 2 },
  ),
  convolution("one spatial axis", [[2, 3, 7], [4, 3, 3], [4]], { strides: [2], pads: [1, 1] }),
  convolution(
    "eight channels, stride 2, an end in the padding unused",
    [
      [2, 8, 4, 3],
      [2, 8, 3, 2],
    ],
    { strides: [2, 1], pads: [1, 0, 1, 1] },
  ),
  convolution(
    "eight channels, ends of the input unused, dilation",
    [
      [2, 8, 5, 4],
      [2, 8, 2, 2],
    ],
    { strides: [3, 1], dilations: [1, 2] },
  ),
  convolution(
    "eight channels on one spatial axis, more padding than kernel",
    [
      [2, 8, 3],
      [2, 8, 2],
    ],
    { pads: [2, 0] },
  ),
  convolution(
    "a batch as the last axis",
    [
      [1, 8, 2, 3, 2],
      [2, 8, 2, 2, 1],
    ],
    { pads: [1, 0, 0, 0, 1, 0] },
  ),
  convolution("windows in the padding only", [[1, 2, 1], [2, 2, 2], [2]], {
    strides: [2],
    pads: [2, 0],
  }),
  transposed("an output of padding only", [[1, 2, 1], [2, 2, 2], [2]], {
    strides: [3],
    pads: [2, 0],
    outputPadding: [1],
  }),
  transposed("a bias", [[2, 3, 3, 3], [3, 2, 3, 3], [2]], {}),
  transposed(
    "stride 2, padded",
    [
      [1, 2, 3, 4],
      [2, 3, 3, 3],
    ],
    { strides: [2, 2], pads: [1, 1, 1, 1] },
  ),
  transposed(
    "output padding",
    [
      [1, 2, 3, 3],
      [2, 3, 3, 3],
    ],
    { strides: [2, 2], pads: [1, 1, 1, 1], outputPadding: [1, 1] },
  ),
  transposed("groups", [[2, 4, 3, 3], [4, 1, 2, 2], [2]], { group: 2, strides: [2, 2] }),
  transposed(
    "dilation",
    [
      [1, 2, 3, 3],
      [2, 2, 2, 2],
    ],
    { dilations: [2, 2] },
  ),
  transposed(
    "one spatial axis",
    [
      [2, 3, 4],
      [3, 2, 4],
    ],
    { strides: [2], pads: [1, 1] },
  ),
  unary("Cos", (x) => cos(x), [-3, 3]),
  {
    op: "DequantizeLinear",
    shows: "a scale for each row",
    build: (x) =>
      dequantizeLinear(cast(mul(x, constant([], 100)), "uint8"), {
        scale: constant([4], [0.5, 0.25, 3, 0.01]),
        zeroPoint: constant([4], [0, 100, 128, 255], "uint8"),
        axis: 0,
      }),
    shapes: [[4, 3]],
    range: positive,
  },
  {
    op: "DepthToSpace",
    shows: "blocks of 2",
    build: (x) => depthToSpace(x, 2, "DCR"),
    shapes: [[2, 8, 2, 3]],
  },
  ...binary("Div", (a, b) => div(a, b), positive),
  unary(
    "Equal",
    asNumber((x) => equal(cast(x, "int64"), constant([3], [0, 1, -1], "int64"))),
    [-2, 2],
  ),
  unary("Erf", (x) => erf(x), [-3, 3]),
  unary("Exp", (x) => exp(x)),
  {
    op: "Expand",
    shows: "new and stretched axes",
    build: (x) => expand(x, [4, 2, 3]),
    shapes: [[2, 1]],
  },
  { op: "Expand", shows: "a scalar", build: (x) => expand(x, [2, 2]), shapes: [[]] },
  unary("Floor", (x) => floor(x), [-3, 3]),
  {
    op: "Gather",
    shows: "rows, one twice, one from the end",
    build: (x) => gather(x, constant([4], [2, 0, 2, -1], "int64"), 0),
    shapes: [[4, 3]],
  },
  {
    op: "Gather",
    shows: "a matrix of indices on a middle axis",
    build: (x) => gather(x, constant([2, 2], [1, 0, 1, 2], "int32"), 1),
    shapes: [[2, 3, 2]],
  },
  {
    op: "Gather",
    shows: "a scalar index",
    build: (x) => gather(x, scalar(1, "int64"), 0),
    shapes: [[3, 2]],
  },
  {
    op: "Gather",
    shows: "a table too long for the one-hot product",
    build: (x) => gather(x, constant([2, 2], [299, 4, -1, 0], "int64"), 0),
    shapes: [[300, 2]],
  },
  {
    op: "Gather",
    shows: "a long middle axis",
    build: (x) => gather(x, constant([3], [260, 4, 260], "int32"), 1),
    shapes: [[2, 261, 2]],
  },
  {
    op: "GatherElements",
    shows: "one element twice, one from the end",
    build: (x) => gatherElements(x, constant([2, 3], [1, 0, -1, 1, 1, 0], "int64"), 0),
    shapes: [[3, 4]],
  },
  {
    op: "Gemm",
    shows: "square matrices, where a wrong transposition keeps the shape",
    build: (a, b) => gemm(a, b),
    shapes: [
      [3, 3],
      [3, 3],
    ],
  },
  {
    op: "Gemm",
    shows: "square and transposed",
    build: (a, b) => gemm(a, b, undefined, { transA: true, transB: true }),
    shapes: [
      [3, 3],
      [3, 3],
    ],
  },
  {
    op: "Gemm",
    shows: "plain",
    build: (a, b) => gemm(a, b),
    shapes: [
      [2, 3],
      [3, 4],
    ],
  },
  {
    op: "Gemm",
    shows: "factors and a vector c",
    build: (a, b, c) => gemm(a, b, c, { alpha: 0.5, beta: 2 }),
    shapes: [[2, 3], [3, 4], [4]],
  },
  {
    op: "Gemm",
    shows: "A transposed",
    build: (a, b, c) => gemm(a, b, c, { transA: true }),
    shapes: [
      [3, 2],
      [3, 4],
      [2, 1],
    ],
  },
  {
    op: "Gemm",
    shows: "B transposed",
    build: (a, b) => gemm(a, b, undefined, { transB: true }),
    shapes: [
      [2, 3],
      [4, 3],
    ],
  },
  {
    op: "Gemm",
    shows: "both transposed",
    build: (a, b) => gemm(a, b, undefined, { transA: true, transB: true, alpha: 3 }),
    shapes: [
      [3, 2],
      [4, 3],
    ],
  },
  {
    op: "GlobalAveragePool",
    shows: "two spatial axes",
    build: (x) => globalAveragePool(x),
    shapes: [[2, 3, 2, 4]],
  },
  ...binary(
    "Greater",
    asNumber((a, b) => greater(a, b)),
  ),
  unary("HardSigmoid", (x) => hardSigmoid(x, { alpha: 0.7, beta: 0.4 })),
  {
    op: "HardSigmoid",
    shows: "both flat ends",
    build: (x) => hardSigmoid(x, { alpha: 3, beta: 0.4 }),
    shapes: [[4, 5]],
  },
  unary("Identity", (x) => identity(x)),
  unary(
    "IsInf",
    asNumber((x) => isInf(div(x, sub(fixed, fixed)))),
    positive,
  ),
  unary(
    "IsNaN",
    asNumber((x) => isNaN(log(x))),
  ),
  normalization("the last axis", [[4, 5], [5], [5]], {}),
  normalization("no bias, another epsilon", [[2, 3, 5], [5]], { epsilon: 0.1 }),
  normalization(
    "the last two axes",
    [
      [3, 2, 4],
      [2, 4],
      [2, 4],
    ],
    { axis: 1 },
  ),
  normalization(
    "everything",
    [
      [2, 4],
      [2, 4],
    ],
    { axis: 0 },
  ),
  normalization("one axis that is all there is", [[6], [6], [6]], {}),
  {
    op: "LayerNormalization",
    shows: "unit scale, whose output is its own x̂",
    build: (x) => layerNormalization(x, constant([5], 1)).y,
    shapes: [[3, 5]],
  },
  {
    op: "LayerNormalization",
    shows: "the loss on its statistics too",
    build: (x, scale) => {
      const { y, mean, invStdDev } = layerNormalization(x, scale, undefined, { epsilon: 0.01 });
      return mul(add(y, mean), invStdDev);
    },
    shapes: [[3, 5], [5]],
  },
  {
    op: "LayerNormalization",
    shows: "the loss on the mean alone",
    build: (x, scale) => layerNormalization(x, scale).mean,
    shapes: [[3, 5], [5]],
  },
  {
    op: "LayerNormalization",
    shows: "more channels than the products take",
    build: (x, scale, bias) => layerNormalization(x, scale, bias).y,
    shapes: [[2, 130], [130], [130]],
  },
  unary("LeakyRelu", (x) => leakyRelu(x)),
  unary("LeakyRelu", (x) => leakyRelu(x, 0.25)),
  unary("LeakyRelu", (x) => leakyRelu(x, -2)),
  ...binary(
    "Less",
    asNumber((a, b) => less(a, b)),
  ),
  unary("Log", (x) => log(x), positive),
  { op: "LogSoftmax", shows: "the last axis", build: (x) => logSoftmax(x, -1), shapes: [[2, 5]] },
  {
    op: "LogSoftmax",
    shows: "a middle axis",
    build: (x) => logSoftmax(x, 1),
    shapes: [[2, 3, 2]],
  },
  {
    op: "MatMul",
    shows: "matrices",
    build: (a, b) => matMul(a, b),
    shapes: [
      [2, 4],
      [4, 3],
    ],
  },
  {
    op: "MatMul",
    shows: "square matrices, where a wrong transposition keeps the shape",
    build: (a, b) => matMul(a, b),
    shapes: [
      [3, 3],
      [3, 3],
    ],
  },
  {
    op: "MatMul",
    shows: "batches of square matrices",
    build: (a, b) => matMul(a, b),
    shapes: [
      [2, 3, 3],
      [2, 3, 3],
    ],
  },
  {
    op: "MatMul",
    shows: "a weight for a batch",
    build: (a, b) => matMul(a, b),
    shapes: [
      [2, 3, 4],
      [4, 3],
    ],
  },
  {
    op: "MatMul",
    shows: "a matrix times a batch",
    build: (a, b) => matMul(a, b),
    shapes: [
      [2, 4],
      [3, 4, 2],
    ],
  },
  {
    op: "MatMul",
    shows: "batches over each other",
    build: (a, b) => matMul(a, b),
    shapes: [
      [2, 1, 2, 4],
      [3, 4, 2],
    ],
  },
  {
    op: "MatMul",
    shows: "one value twice",
    build: (x) => matMul(x, transpose(x, [1, 0])),
    shapes: [[3, 4]],
  },
  ...binary("Max", (a, b) => max(a, b)),
  ...pools("MaxPool", maxPool),
  ...binary("Min", (a, b) => min(a, b)),
  ...binary("Mul", (a, b) => mul(a, b)),
  { op: "Mul", shows: "one value twice", build: (x) => mul(x, x), shapes: [[2, 3]] },
  unary("Neg", (x) => neg(x)),
  unary(
    "Not",
    asNumber((x) => not(greater(x, fixed))),
  ),
  unary(
    "Or",
    asNumber((x) => or(mask, greater(x, fixed))),
  ),
  padding("constant", [0, 1, 2], [1, 0, 1]),
  padding("edge", [1, 0, 2], [0, 2, 1]),
  padding("edge", [2, 3, 2], [3, 2, 2]),
  padding("wrap", [0, 2, 3], [0, 1, 4]),
  {
    op: "Pad",
    shows: "a fill value",
    build: (x) => pad(x, { before: [1, 0], after: [0, 2], value: 7 }),
    shapes: [[2, 2]],
  },
  ...binary("Pow", (a, b) => pow(a, b), positive),
  unary("Pow", (x) => pow(x, scalar(3))),
  unary("Reciprocal", (x) => reciprocal(x), positive),
  ...reductions("ReduceMax", reduceMax),
  ...reductions("ReduceMean", reduceMean),
  ...reductions("ReduceMin", reduceMin),
  ...reductions("ReduceSum", reduceSum),
  {
    op: "QuantizeLinear",
    shows: "a scale for each column, beyond both ends",
    build: (x) =>
      cast(
        quantizeLinear(x, {
          scale: constant([3], [0.25, 0.004, 0.5]),
          zeroPoint: constant([3], [0, 128, 7], "uint8"),
          axis: 1,
        }),
        "float32",
      ),
    shapes: [[4, 3]],
  },
  unary("Relu", (x) => relu(x)),
  {
    op: "Reshape",
    shows: "three axes to two",
    build: (x) => mul(reshape(x, [2, 6]), constant([6], [1, 2, 3, 4, 5, 6])),
    shapes: [[2, 2, 3]],
  },
  { op: "Reshape", shows: "to a scalar", build: (x) => reshape(x, []), shapes: [[1, 1]] },
  {
    op: "ReshapeAtRunTime",
    shows: "three axes to two",
    build: (x) =>
      mul(reshapeAtRunTime(x, [2, 6], scalar(1, "int64")), constant([6], [1, 2, 3, 4, 5, 6])),
    shapes: [[2, 2, 3]],
  },
  {
    op: "Resize",
    shows: "two spatial axes",
    build: (x) => resizeNearest(x, [1, 1, 2, 3]),
    shapes: [[2, 2, 2, 3]],
  },
  {
    op: "Resize",
    shows: "one axis",
    build: (x) => resizeNearest(x, [1, 1, 2]),
    shapes: [[1, 2, 3]],
  },
  {
    op: "Resize",
    shows: "linear, half-pixel, twice the size",
    build: (x) => resizeLinear(x, [4, 6]),
    shapes: [[2, 2, 2, 3]],
  },
  {
    op: "Resize",
    shows: "linear, asymmetric, sizes without a whole factor",
    build: (x) => resizeLinear(x, [5, 7], { coordinates: "asymmetric" }),
    shapes: [[1, 2, 3, 4]],
  },
  {
    op: "Resize",
    shows: "linear, corners aligned, one axis as it was",
    build: (x) => resizeLinear(x, [3, 7], { coordinates: "align-corners" }),
    shapes: [[1, 2, 3, 4]],
  },
  {
    op: "Resize",
    shows: "linear, shrinking past elements that nothing reads",
    build: (x) => resizeLinear(x, [2, 2]),
    shapes: [[1, 1, 7, 5]],
  },
  {
    op: "Resize",
    shows: "linear, one spatial axis from a single element",
    build: (x) => resizeLinear(x, [3]),
    shapes: [[2, 2, 1]],
  },
  unary("Round", (x) => round(x), [-3, 3]),
  {
    op: "ScatterElements",
    shows: "put, one from the end",
    build: (x, updates) =>
      scatterElements(x, constant([2, 2], [0, -1, 2, 0], "int64"), updates, { axis: 1 }),
    shapes: [
      [2, 4],
      [2, 2],
    ],
  },
  {
    op: "ScatterElements",
    shows: "added, two to one element",
    build: (x, updates) =>
      scatterElements(x, constant([3, 1], [1, 1, 0], "int32"), updates, {
        axis: 0,
        reduction: "add",
      }),
    shapes: [
      [2, 2],
      [3, 1],
    ],
  },
  unary("Sigmoid", (x) => sigmoid(x), [-4, 4]),
  unary("Sign", (x) => sign(x)),
  unary("Sin", (x) => sin(x), [-3, 3]),
  {
    op: "Slice",
    shows: "a part of two axes",
    build: (x) => slice(x, { axes: [-1, 0], starts: [1, 0], ends: [-1, 1] }),
    shapes: [[2, 2, 4]],
  },
  {
    op: "Slice",
    shows: "every second, the end inside",
    build: (x) => slice(x, { axes: [1], starts: [1], ends: [6], steps: [2] }),
    shapes: [[2, 7]],
  },
  {
    op: "Slice",
    shows: "steps on two axes, the last step beyond the end",
    build: (x) => slice(x, { axes: [0, 1], starts: [0, 1], ends: [5, 5], steps: [2, 3] }),
    shapes: [[5, 5]],
  },
  { op: "Softmax", shows: "the last axis", build: (x) => softmax(x, -1), shapes: [[2, 5]] },
  { op: "Softmax", shows: "the first axis", build: (x) => softmax(x, 0), shapes: [[3, 2]] },
  unary("Softplus", (x) => softplus(x), [-4, 4]),
  {
    op: "Split",
    shows: "all parts used",
    build: (x) => {
      const [a, b] = split(x, [1, 2], 1) as [Value, Value];
      return mul(a, b);
    },
    shapes: [[2, 3]],
  },
  {
    op: "Split",
    shows: "one part unused",
    build: (x) => split(x, [1, 2, 1], -1)[1]!,
    shapes: [[2, 4]],
  },
  unary("Sqrt", (x) => sqrt(x), positive),
  {
    op: "Squeeze",
    shows: "the first and the last axis",
    build: (x) => squeeze(x, [0, -1]),
    shapes: [[1, 2, 3, 1]],
  },
  unary("StopGradient", (x) => stopGradient(x)),
  ...binary("Sub", (a, b) => sub(a, b)),
  unary("Tanh", (x) => tanh(x)),
  {
    op: "TopK",
    shows: "the three largest, with the loss on them and on where they were",
    build: (x) => {
      const { values, indices } = topK(x, { k: 3 });
      return mul(values, cast(indices, "float32"));
    },
    shapes: [[2, 5]],
  },
  {
    op: "TopK",
    shows: "the smallest of a first axis",
    build: (x) => topK(x, { k: 2, axis: 0, isLargest: false }).values,
    shapes: [[4, 3]],
  },
  {
    op: "Transpose",
    shows: "a square",
    build: (x) => transpose(x, [1, 0]),
    shapes: [[3, 3]],
  },
  {
    op: "Transpose",
    shows: "a cycle of three axes",
    build: (x) => transpose(x, [2, 0, 1]),
    shapes: [[2, 3, 4]],
  },
  {
    op: "Unsqueeze",
    shows: "in front and at the end",
    build: (x) => unsqueeze(x, [0, -1]),
    shapes: [[2, 3]],
  },
  {
    op: "Where",
    shows: "equal shapes",
    build: (a, b) => where(mask, a, b),
    shapes: [
      [2, 3],
      [2, 3],
    ],
  },
  {
    op: "Where",
    shows: "each broadcast",
    build: (a, b) => where(mask, a, b),
    shapes: [[2, 1], []],
  },
  {
    op: "Where",
    shows: "the condition broadcast",
    build: (a, b) => where(constant([3, 1], [1, 0, 1], "bool"), a, b),
    shapes: [[3, 2], [2]],
  },
  {
    op: "Mul",
    shows: "a chain that uses its input three times",
    build: (x) => mul(gelu(x), x),
    shapes: [[2, 3]],
  },
];

/** At least one case an operator; `gradient.test.ts` holds that. */
export const operatorCases: readonly OperatorCase[] = [...chosenCases, ...randomCases];
