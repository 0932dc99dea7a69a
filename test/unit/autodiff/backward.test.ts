import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { meanAll } from "../../../src/graph/derived/mean-all.ts";
import { square } from "../../../src/graph/derived/square.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { labelled, pathOf } from "../../../src/graph/label.ts";
import { constant, input, scalar } from "../../../src/graph/leaves.ts";
import { operator } from "../../../src/graph/operator.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { cast } from "../../../src/graph/ops/cast.ts";
import { exp } from "../../../src/graph/ops/exp.ts";
import { log } from "../../../src/graph/ops/log.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { sign } from "../../../src/graph/ops/sign.ts";
import { split } from "../../../src/graph/ops/split.ts";
import { stopGradient } from "../../../src/graph/ops/stop-gradient.ts";
import { topologicalOrder } from "../../../src/graph/topology.ts";
import type { Value } from "../../../src/graph/value.ts";
import { evaluate } from "../../support/evaluate.ts";

const list = (value: Value): number[] => [...evaluate([value])[0]!.data];
const failing = (code: string, message: RegExp): object =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as object;

describe("backward", () => {
  const x = constant([3], [1, 2, 3]);

  it("answers in the order asked", () => {
    const w = constant([3], [4, 5, 6]);
    const loss = sumAll(mul(x, w));
    expect(backward(loss, [w, x]).map(list)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it("adds up the gradients of a value used several times", () => {
    const loss = sumAll(add(mul(x, x), x));
    expect(backward(loss, [x]).map(list)).toEqual([[3, 5, 7]]);
  });

  it("walks a node once, however many paths lead to it", () => {
    let y: Value = scalar(1);
    const start = y;
    for (let i = 0; i < 60; i++) y = add(y, y);
    // 2⁶⁰ paths: only a walk node by node comes to an end.
    expect(backward(y, [start]).map(list)).toEqual([[2 ** 60]]);
  });

  it("sums a broadcast value's gradient back to its shape", () => {
    const bias = constant([1, 3], 0);
    const rows = constant([4, 3], 1);
    const [gradient] = backward(sumAll(add(rows, bias)), [bias]) as [Value];
    expect(gradient.shape).toEqual([1, 3]);
    expect(list(gradient)).toEqual([4, 4, 4]);
  });

  it("gives a constant 0 of the same type where the loss does not reach", () => {
    const other = input("other", "float32", [2, 2]);
    const [gradient] = backward(sumAll(x), [other]) as [Value];
    expect(gradient.node.kind).toBe("constant");
    expect(gradient.shape).toEqual([2, 2]);
    expect(list(gradient)).toEqual([0, 0, 0, 0]);
  });

  it("starts from the seed when one is given", () => {
    const seed = constant([3], [1, 10, 100]);
    expect(backward(square(x), [x], seed).map(list)).toEqual([[2, 40, 600]]);
  });

  it("answers the seed for the loss itself", () => {
    const loss = sumAll(x);
    expect(backward(loss, [loss]).map(list)).toEqual([[1]]);
  });

  it("answers for a value in the middle and for what it is made from", () => {
    const middle = square(x);
    const loss = sumAll(square(middle));
    expect(backward(loss, [middle, x]).map(list)).toEqual([
      [2, 8, 18],
      [4, 32, 108],
    ]);
  });

  it("does not pass a stopped gradient, and passes its neighbours", () => {
    const loss = sumAll(mul(stopGradient(x), x));
    expect(backward(loss, [x]).map(list)).toEqual([[1, 2, 3]]);
  });

  it("does not pass an operator that is not differentiable", () => {
    expect(backward(sumAll(sign(x)), [x]).map(list)).toEqual([[0, 0, 0]]);
  });

  it("does not pass a rounding to integers", () => {
    const rounded = cast(cast(x, "int32"), "float32");
    expect(backward(sumAll(mul(rounded, x)), [x]).map(list)).toEqual([[1, 2, 3]]);
  });

  it("takes each output's gradient of a node with several", () => {
    const [first, second] = split(x, [1, 2], 0) as [Value, Value];
    const loss = add(sumAll(square(second)), sumAll(first));
    expect(backward(loss, [x]).map(list)).toEqual([[1, 4, 6]]);
  });

  it("builds nothing for inputs that were not asked for", () => {
    const a = input("a", "float32", [4, 8]);
    const w = input("w", "float32", [8, 2]);
    const loss = meanAll(relu(matMul(a, w)));
    const [dW] = backward(loss, [w]) as [Value];
    const graph = defineGraph({ name: "g", inputs: [a, w], outputs: { dW } });
    expect(graph.nodes.filter(({ op }) => op === "Gemm" || op === "MatMul")).toHaveLength(2);
  });

  it("does not need a rule where no gradient has to pass", () => {
    const strange = operator({ op: "Frobnicate", inputs: [x], outputs: [x] }).outputs[0]!;
    const y = constant([3], 2);
    const [gradient] = backward(sumAll(mul(strange, y)), [y]) as [Value];
    expect(gradient.shape).toEqual([3]);
  });

  it("walks fifty thousand nodes without running out of stack", () => {
    let y: Value = scalar(1);
    const start = y;
    for (let i = 0; i < 50_000; i++) y = add(y, scalar(1));
    expect(backward(y, [start]).map(list)).toEqual([[1]]);
  });

  it("emits ai.onnx operators only", () => {
    const loss = sumAll(log(exp(square(x))));
    const [dX] = backward(loss, [x]) as [Value];
    const graph = defineGraph({ name: "g", inputs: [], outputs: { dX } });
    expect(new Set(graph.nodes.map(({ domain }) => domain))).toEqual(new Set([""]));
  });

  it("labels a gradient as what it differentiates, whatever is built around it", () => {
    const y = labelled("stem", () => exp(x));
    const loss = labelled("loss", () => sumAll(log(y)));
    const [dX] = labelled("elsewhere", () => backward(loss, [x])) as [Value];
    const made = topologicalOrder([dX]).flatMap((node) =>
      node.kind === "operator" && node.direction === "backward" ? [pathOf(node)] : [],
    );
    expect(new Set(made)).toEqual(new Set(["backward/loss", "backward/stem"]));
    expect(made.at(-1)).toBe("backward/stem");
  });

  it("refuses a loss that is no scalar when there is no seed", () => {
    expect(() => backward(x, [x])).toThrow(
      failing("SHAPE_MISMATCH", /backward expected a scalar loss \[\], received \[3\]/),
    );
  });

  it("refuses a seed of another shape", () => {
    expect(() => backward(x, [x], scalar(1))).toThrow(failing("SHAPE_MISMATCH", /received \[3\]/));
  });

  it("names an operator that has no rule", () => {
    const strange = operator({ op: "Frobnicate", inputs: [x], outputs: [x] }).outputs[0]!;
    expect(() => backward(sumAll(strange), [x])).toThrow(
      failing("GRAD_RULE_MISSING", /'Frobnicate' \(node 'float32\[3\]'\)/),
    );
  });

  it("does not take a rule of ai.onnx for another domain's operator", () => {
    const options = { op: "Exp", domain: "com.microsoft", inputs: [x], outputs: [x] } as const;
    expect(() => backward(sumAll(operator(options).outputs[0]!), [x])).toThrow(
      failing("GRAD_RULE_MISSING", /'Exp'/),
    );
  });

  it("refuses a gradient that the input could not have been broadcast to", () => {
    // A node with a wrong output shape makes the rule answer with that shape.
    const wide = operator({ op: "Exp", inputs: [x], outputs: [{ dtype: "float32", shape: [4] }] });
    expect(() => backward(sumAll(wide.outputs[0]!), [x])).toThrow(
      failing("GRAD_SHAPE_MISMATCH", /of Exp input 'x' must have shape \[3\], received \[4\]/),
    );
  });

  it("refuses a gradient of another dtype", () => {
    const other = operator({ op: "Exp", inputs: [x], outputs: [{ dtype: "float64", shape: [3] }] });
    expect(() => backward(sumAll(other.outputs[0]!), [x])).toThrow(
      failing(
        "DTYPE_MISMATCH",
        /gradient of Exp input 'x' expected dtype float32, received float64/,
      ),
    );
  });
});
