import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { openHalfPrecision } from "../../../src/autodiff/half-precision.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { scale } from "../../../src/graph/derived/scale.ts";
import { meanAll } from "../../../src/graph/derived/mean-all.ts";
import { constant, input, scalar } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { exp } from "../../../src/graph/ops/exp.ts";
import { layerNormalization } from "../../../src/graph/ops/layer-normalization.ts";
import { logSoftmax } from "../../../src/graph/ops/log-softmax.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { topologicalOrder } from "../../../src/graph/topology.ts";
import type { Value } from "../../../src/graph/value.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";

const x = input("x", "float32", [8, 4]);
const w = input("w", "float32", [4, 4]);
const b = input("b", "float32", [4]);

/** dtype in which each operator of an expression runs once it is rewritten. */
function dtypes(value: Value): string[] {
  const [rewritten] = openHalfPrecision()([value], [x]);
  expect(rewritten!.dtype).toBe("float32");
  return topologicalOrder([rewritten!]).flatMap((node) =>
    node.kind === "operator" && node.op !== "Cast" ? [`${node.op} ${node.outputs[0]!.dtype}`] : [],
  );
}

describe("openHalfPrecision", () => {
  it("runs products in float16, and what follows them as long as nothing is summed", () => {
    expect(dtypes(relu(add(matMul(x, w), b)))).toEqual([
      "MatMul float16",
      "Add float16",
      "Relu float16",
    ]);
  });

  it("runs sums, exponentials and softmaxes in float32", () => {
    expect(dtypes(meanAll(exp(matMul(x, w))))).toEqual([
      "MatMul float16",
      "Exp float32",
      "ReduceMean float32",
    ]);
    expect(dtypes(logSoftmax(matMul(x, w), 1))).toEqual(["MatMul float16", "LogSoftmax float32"]);
  });

  it("normalises in float32 and hands on float16", () => {
    const { y } = layerNormalization(matMul(x, w), constant([4], 1), undefined, {
      axis: -1,
      epsilon: 1e-5,
    });
    expect(dtypes(relu(y))).toEqual([
      "MatMul float16",
      "LayerNormalization float32",
      "Relu float16",
    ]);
  });

  it("leaves float32 alone where no product has been", () => {
    expect(dtypes(relu(scale(x, 2)))).toEqual(["Mul float32", "Relu float32"]);
  });

  it.each([1e-6, 1e6])("does not round a constant away that float16 cannot hold: %d", (size) => {
    expect(dtypes(add(matMul(x, w), scalar(size)))).toEqual(["MatMul float16", "Add float32"]);
  });

  it("makes one copy of a weight, however often it is used", () => {
    const half = openHalfPrecision();
    const one = half([matMul(x, w)], [x]);
    const other = half([matMul(relu(x), w)], [x]);
    const casts = topologicalOrder([...one, ...other]).filter(
      (node) => node.kind === "operator" && node.op === "Cast" && node.inputs[0] === w,
    );
    expect(casts).toHaveLength(1);
  });

  it("changes nothing before the values it starts from", () => {
    const before = matMul(x, w);
    const [rewritten] = openHalfPrecision()([relu(matMul(before, w))], [before]);
    expect(topologicalOrder([rewritten!])).toContain(before.node);
  });

  it("gives float32 gradients to float32 weights, bias sums in float32", () => {
    const [y] = openHalfPrecision()([relu(add(matMul(x, w), b))], [x]);
    const [dW, dB] = backward(meanAll(y!), [w, b]);
    verifyGraph(
      defineGraph({ name: "gradient", inputs: [x, w, b], outputs: { dW: dW!, dB: dB! } }),
    );
    expect([dW!.dtype, dB!.dtype]).toEqual(["float32", "float32"]);
    const sums = topologicalOrder([dB!]).filter(
      (node) => node.kind === "operator" && node.op === "ReduceSum",
    );
    expect(sums.map((n) => n.kind === "operator" && n.outputs[0]!.dtype)).toEqual(["float32"]);
  });
});
