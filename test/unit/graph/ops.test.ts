import { describe, expect, it } from "vitest";
import { input } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { averagePool } from "../../../src/graph/ops/average-pool.ts";
import { cast } from "../../../src/graph/ops/cast.ts";
import { clip } from "../../../src/graph/ops/clip.ts";
import { concat } from "../../../src/graph/ops/concat.ts";
import { convTranspose } from "../../../src/graph/ops/conv-transpose.ts";
import { conv } from "../../../src/graph/ops/conv.ts";
import { depthToSpace } from "../../../src/graph/ops/depth-to-space.ts";
import { exp } from "../../../src/graph/ops/exp.ts";
import { expand } from "../../../src/graph/ops/expand.ts";
import { gatherElements } from "../../../src/graph/ops/gather-elements.ts";
import { gather } from "../../../src/graph/ops/gather.ts";
import { gemm } from "../../../src/graph/ops/gemm.ts";
import { globalAveragePool } from "../../../src/graph/ops/global-average-pool.ts";
import { greater } from "../../../src/graph/ops/greater.ts";
import { layerNormalization } from "../../../src/graph/ops/layer-normalization.ts";
import { logSoftmax } from "../../../src/graph/ops/log-softmax.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { maxPool } from "../../../src/graph/ops/max-pool.ts";
import { not } from "../../../src/graph/ops/not.ts";
import { pad } from "../../../src/graph/ops/pad.ts";
import { reduceMean } from "../../../src/graph/ops/reduce-mean.ts";
import { reduceSum } from "../../../src/graph/ops/reduce-sum.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { resizeLinear } from "../../../src/graph/ops/resize-linear.ts";
import { resizeNearest } from "../../../src/graph/ops/resize-nearest.ts";
import { scatterElements } from "../../../src/graph/ops/scatter-elements.ts";
import { slice } from "../../../src/graph/ops/slice.ts";
import { split } from "../../../src/graph/ops/split.ts";
import { squeeze } from "../../../src/graph/ops/squeeze.ts";
import { topK } from "../../../src/graph/ops/top-k.ts";
import { transpose } from "../../../src/graph/ops/transpose.ts";
import { unsqueeze } from "../../../src/graph/ops/unsqueeze.ts";
import { where } from "../../../src/graph/ops/where.ts";
import { showType } from "../../../src/graph/shape.ts";
import type { DType, Shape, Value } from "../../../src/graph/value.ts";

const x = (...shape: number[]): Value => input("x", "float32", shape);
const of = (dtype: DType, shape: Shape): Value => input("x", dtype, shape);

describe("an operator's shape rule", () => {
  it.each<[string, Value, string]>([
    ["broadcasts", add(x(2, 1, 3), x(4, 1)), "float32[2, 4, 3]"],
    ["compares to bool", greater(x(2), x(2)), "bool[2]"],
    ["keeps float16", exp(of("float16", [2])), "float16[2]"],
    ["folds axes", reduceSum(x(2, 3, 4), [-1, 0]), "float32[3]"],
    ["folds axes and keeps them", reduceMean(x(2, 3, 4), [1], true), "float32[2, 1, 4]"],
    ["leaves the input alone without axes", reduceSum(x(2, 3), []), "float32[2, 3]"],
    ["multiplies batches", matMul(x(5, 1, 2, 4), x(3, 4, 6)), "float32[5, 3, 2, 6]"],
    [
      "multiplies transposed",
      gemm(x(4, 2), x(3, 4), undefined, { transA: true, transB: true }),
      "float32[2, 3]",
    ],
    [
      "convolves",
      conv(x(2, 3, 64, 192), x(8, 3, 3, 3), x(8), { strides: [2, 2], pads: [1, 1, 1, 1] }),
      "float32[2, 8, 32, 96]",
    ],
    [
      "convolves dilated",
      conv(x(1, 2, 9), x(4, 2, 3), undefined, { dilations: [4] }),
      "float32[1, 4, 1]",
    ],
    [
      "convolves back",
      convTranspose(x(2, 8, 32, 96), x(8, 3, 3, 3), undefined, {
        strides: [2, 2],
        pads: [1, 1, 1, 1],
        outputPadding: [1, 1],
      }),
      "float32[2, 3, 64, 192]",
    ],
    ["pools", maxPool(x(1, 2, 7, 7), { kernel: [3, 3], strides: [2, 2] }), "float32[1, 2, 3, 3]"],
    ["pools everything", globalAveragePool(x(2, 3, 4, 5)), "float32[2, 3, 1, 1]"],
    [
      "pools dilated windows",
      averagePool(x(1, 2, 7), { kernel: [3], strides: [1], dilations: [2] }),
      "float32[1, 2, 3]",
    ],
    ["resizes", resizeLinear(x(1, 2, 3, 4), [5, 2]), "float32[1, 2, 5, 2]"],
    [
      "gathers element by element",
      gatherElements(x(2, 5), of("int32", [2, 9]), 1),
      "float32[2, 9]",
    ],
    [
      "scatters",
      scatterElements(x(2, 5), of("int64", [1, 3]), x(1, 3), { axis: -1 }),
      "float32[2, 5]",
    ],
    ["ranks", topK(x(2, 5), { k: 3 }).values, "float32[2, 3]"],
    ["ranks by place", topK(x(2, 5), { k: 1, axis: 0 }).indices, "int64[1, 5]"],
    ["unfolds channels", depthToSpace(x(1, 12, 2, 3), 2, "DCR"), "float32[1, 3, 4, 6]"],
    ["repeats pixels", resizeNearest(x(1, 2, 3, 4), [1, 1, 2, 3]), "float32[1, 2, 6, 12]"],
    [
      "slices with steps",
      slice(x(7), { axes: [0], starts: [-6], ends: [7], steps: [4] }),
      "float32[2]",
    ],
    ["gathers", gather(x(2, 5, 3), of("int64", [4, 6]), 1), "float32[2, 4, 6, 3]"],
    ["concatenates", concat([x(2, 1), x(2, 3)], -1), "float32[2, 4]"],
    ["splits", split(x(2, 5), [1, 4], 1)[1]!, "float32[2, 4]"],
    ["transposes", transpose(x(2, 3, 4), [2, 0, 1]), "float32[4, 2, 3]"],
    ["adds axes", unsqueeze(x(2, 3), [0, -1]), "float32[1, 2, 3, 1]"],
    ["takes axes away", squeeze(x(1, 2, 1), [-1]), "float32[1, 2]"],
    ["pads", pad(x(2, 3), { before: [0, 1], after: [2, 0], mode: "edge" }), "float32[4, 4]"],
    ["casts", cast(x(2), "int64"), "int64[2]"],
    [
      "keeps statistics in float32",
      layerNormalization(of("float16", [4, 8]), of("float16", [8])).mean,
      "float32[4, 1]",
    ],
  ])("%s", (_, value, expected) => {
    expect(showType(value)).toBe(expected);
  });
});

describe("an operator refuses", () => {
  const mismatch = (shapes: RegExp): object =>
    expect.objectContaining({
      code: "SHAPE_MISMATCH",
      message: expect.stringMatching(shapes) as string,
    }) as object;
  it.each<[string, () => unknown, RegExp]>([
    ["shapes that do not broadcast", () => add(x(2, 3), x(2)), /^Add .*\[2, 3\] and \[2\]/],
    [
      "products of unequal inner sizes",
      () => matMul(x(2, 3), x(4, 5)),
      /^MatMul .*\[2, 3\] and \[4, 5\]/,
    ],
    ["vectors in a product", () => matMul(x(3), x(3, 2)), /^MatMul .*\[3\] and \[3, 2\]/],
    ["batches in Gemm", () => gemm(x(1, 2, 3), x(3, 2)), /^Gemm .*\[1, 2, 3\] and \[3, 2\]/],
    [
      "a Gemm addend that does not broadcast",
      () => gemm(x(2, 3), x(3, 4), x(3)),
      /^Gemm .*\[2, 4\].*\[3\]/,
    ],
    [
      "filters of other channels",
      () => conv(x(1, 3, 8, 8), x(4, 2, 3, 3)),
      /^Conv .*\[1, 3, 8, 8\] and \[4, 2, 3, 3\]/,
    ],
    [
      "groups that do not divide the filters",
      () => conv(x(1, 4, 8, 8), x(3, 2, 3, 3), undefined, { group: 2 }),
      /^Conv/,
    ],
    [
      "a bias of another size",
      () => conv(x(1, 3, 8, 8), x(4, 3, 3, 3), x(3)),
      /^Conv expected a bias \[4\], received \[3\]/,
    ],
    [
      "a kernel larger than the input",
      () => conv(x(1, 1, 2, 2), x(1, 1, 3, 3)),
      /^Conv .*kernel \[3, 3\] over \[2, 2\]/,
    ],
    [
      "pads for other axes",
      () => conv(x(1, 1, 4, 4), x(1, 1, 3, 3), undefined, { pads: [1, 1] }),
      /^Conv .*2 spatial axes.*\[1, 1\]/,
    ],
    [
      "a stride of 0",
      () => conv(x(1, 1, 4, 4), x(1, 1, 3, 3), undefined, { strides: [0, 1] }),
      /^Conv .*\[0, 1\]/,
    ],
    [
      "an output padding of the stride",
      () => convTranspose(x(1, 1, 2), x(1, 1, 2), undefined, { outputPadding: [1] }),
      /^ConvTranspose .*stride 1/,
    ],
    [
      "other channels, convolving back",
      () => convTranspose(x(1, 2, 2), x(3, 1, 2)),
      /^ConvTranspose .*\[1, 2, 2\] and \[3, 1, 2\]/,
    ],
    [
      "pads as large as the window",
      () => averagePool(x(1, 1, 4, 4), { kernel: [2, 2], pads: [2, 0, 0, 0] }),
      /^AveragePool .*\[2, 0, 0, 0\]/,
    ],
    [
      "a kernel for other axes",
      () => maxPool(x(1, 1, 4), { kernel: [2, 2] }),
      /^MaxPool .*\[1, 1, 4\]/,
    ],
    [
      "a window that sees padding only",
      () => maxPool(x(1, 1, 1), { kernel: [2], dilations: [2], strides: [1], pads: [1, 1] }),
      /^MaxPool .*an element of x in each window/,
    ],
    [
      "an output padding for other axes",
      () => convTranspose(x(1, 1, 2, 2), x(1, 1, 2, 2), undefined, { outputPadding: [0] }),
      /^ConvTranspose .*2 spatial axes, received \[0\]/,
    ],
    [
      "an interpolation between channels",
      () => resizeLinear(x(2, 3), []),
      /^Resize .*\[N, C, L\].*\[2, 3\]/,
    ],
    [
      "sizes for other axes",
      () => resizeLinear(x(1, 2, 3), [4, 4]),
      /^Resize .*\[1, 2, 3\] and \[1, 2, 4, 4\]/,
    ],
    [
      "indices beyond x",
      () => gatherElements(x(2, 5), of("int64", [3, 5]), 1),
      /^GatherElements .*x \[2, 5\] but for axis 1, received \[3, 5\]/,
    ],
    [
      "updates without indices",
      () => scatterElements(x(2, 5), of("int64", [1, 3]), x(1, 2), { axis: 1 }),
      /^ScatterElements .*\[1, 3\] and \[1, 2\]/,
    ],
    ["more than all", () => topK(x(2, 5), { k: 6 }), /^TopK .*size of axis 1.*\[6\]/],
    ["none at all", () => topK(x(2, 5), { k: 0 }), /^TopK .*\[0\]/],
    [
      "pads of one side only",
      () => pad(x(2, 3), { before: [1], after: [1, 1, 1] }),
      /^Pad .*1 and 3/,
    ],
    [
      "an axis sliced twice",
      () => slice(x(4), { axes: [0, -1], starts: [0, 1], ends: [2, 2] }),
      /^Slice .*once/,
    ],
    ["an axis that is not there", () => reduceSum(x(2, 3), [2]), /^ReduceSum .*axis 2.*\[2, 3\]/],
    ["an axis twice", () => reduceSum(x(2, 3), [1, -1]), /^ReduceSum .*once/],
    ["a softmax over no axis", () => logSoftmax(x(2), 1), /^LogSoftmax .*axis 1/],
    ["a reshape to another count", () => reshape(x(2, 3), [4]), /^Reshape .*6 elements.*\[4\]/],
    [
      "a doubled axis in a permutation",
      () => transpose(x(2, 3), [0, 0]),
      /^Transpose .*\[2, 3\].*\[0, 0\]/,
    ],
    [
      "an expansion that would shrink",
      () => expand(x(2, 3), [1, 3]),
      /^Expand .*\[1, 3\].*\[2, 3\]/,
    ],
    [
      "a concatenation of unequal rows",
      () => concat([x(2, 1), x(3, 1)], 1),
      /^Concat .*\[2, 1\].*\[3, 1\]/,
    ],
    [
      "split sizes that do not add up",
      () => split(x(2, 3), [1, 1], 1),
      /^Split .*\[2, 3\].*\[1, 1\]/,
    ],
    [
      "a slice beyond the end",
      () => slice(x(4), { axes: [0], starts: [2], ends: [5] }),
      /^Slice .*\[4\].*2:5:1/,
    ],
    ["an empty slice", () => slice(x(4), { axes: [0], starts: [2], ends: [2] }), /^Slice .*2:2:1/],
    [
      "a slice without an end",
      () => slice(x(4), { axes: [0], starts: [2], ends: [] }),
      /^Slice .*1 starts, 0 ends/,
    ],
    ["a negative pad", () => pad(x(4), { before: [-1], after: [0] }), /^Pad .*\[-1, 0\]/],
    [
      "wrapping more than there is",
      () => pad(x(2), { before: [3], after: [0], mode: "wrap" }),
      /^Pad .*at most 2/,
    ],
    ["squeezing a long axis", () => squeeze(x(2, 1), [0]), /^Squeeze .*\[2, 1\]/],
    ["adding an axis twice", () => unsqueeze(x(2), [0, 0]), /^Unsqueeze .*once/],
    [
      "channels that make no block",
      () => depthToSpace(x(1, 6, 2, 2), 2, "DCR"),
      /^DepthToSpace .*\[1, 6, 2, 2\]/,
    ],
    ["a broken scale", () => resizeNearest(x(2), [1.5]), /^Resize .*\[1\.5\]/],
    ["pooling of a matrix", () => globalAveragePool(x(2, 3)), /^GlobalAveragePool .*\[2, 3\]/],
    [
      "a scale of another width",
      () => layerNormalization(x(4, 8), x(4)),
      /^LayerNormalization .*\[8\].*\[4, 8\].*\[4\]/,
    ],
    ["an input of size 0", () => x(0), /^input 'x' .*\[0\]/],
  ])("%s", (_, build, message) => {
    expect(build).toThrow(mismatch(message));
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      "a sum of two dtypes",
      () => add(x(2), of("int64", [2])),
      /^Add expected dtype float32, received int64/,
    ],
    ["the exponential of an integer", () => exp(of("int32", [2])), /^Exp .*received int32/],
    ["the negation of a number", () => not(x(2)), /^Not expected dtype bool, received float32/],
    ["a choice by numbers", () => where(x(2), x(2), x(2)), /^Where expected dtype bool/],
    ["indices that are floats", () => gather(x(2), x(1), 0), /^Gather .*received float32/],
    ["a mean of bools", () => reduceMean(of("bool", [2]), [0]), /^ReduceMean .*received bool/],
    ["clipping bools", () => clip(of("bool", [2]), { min: 0 }), /^Clip .*received bool/],
  ])("%s", (_, build, message) => {
    expect(build).toThrow(
      expect.objectContaining({
        code: "DTYPE_MISMATCH",
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  it("an empty concatenation", () => {
    expect(() => concat([], 0)).toThrow(expect.objectContaining({ code: "GRAPH_INVALID" }));
  });
});
