import { describe, expect, it } from "vitest";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { hideShapes } from "../../../src/graph/hide-shapes.ts";
import { input } from "../../../src/graph/leaves.ts";
import { exp } from "../../../src/graph/ops/exp.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { neg } from "../../../src/graph/ops/neg.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { split } from "../../../src/graph/ops/split.ts";
import { stopGradient } from "../../../src/graph/ops/stop-gradient.ts";
import { printGraph } from "../../../src/graph/print.ts";
import type { Value } from "../../../src/graph/value.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";

const large = input("large", "float32", [200, 100]);
const weights = input("weights", "float32", [30_000]);
const hiddenIn = (y: Value, name = "large"): Graph => {
  const graph = defineGraph({ name: "g", inputs: [large, weights], outputs: { y } });
  const hidden = hideShapes(graph, [name]);
  verifyGraph(hidden);
  return hidden;
};
const opsOf = ({ nodes }: Graph): string[] => nodes.map(({ op }) => op);

describe("hideShapes", () => {
  it("makes the shapes of large inputs and behind large reshapes known to the run alone", () => {
    expect(printGraph(hiddenIn(neg(reshape(exp(large), [100, 200]))))).toMatchInlineSnapshot(`
      "graph g(large: float32[200, 100], weights: float32[30000])
        %0 = Reshape(large, [20000]) : float32[20000]
        %1 = Slice(%0, [0], [1], [0], [1]) : float32[1]
        %2 = IsNaN(%1) : bool[1]
        %3 = IsInf(%1) : bool[1]
        %4 = And(%2, %3) : bool[1]
        %5 = Cast(%4, to=7) : int64[1]
        %6 = Reshape(%5, []) : int64[]
        %7 = Add(%6, 1) : int64[]
        %8 = Mul([200, 100], %7) : int64[2]
        %9 = ReshapeAtRunTime(large, %8) : float32[200, 100]
        %10 = Exp(%9) : float32[200, 100]
        %11 = Mul([100, 200], %7) : int64[2]
        %12 = ReshapeAtRunTime(%10, %11) : float32[100, 200]
        y = Neg(%12) : float32[100, 200]
        return y
      "
    `);
  });

  it("makes one reshape of a row of them, which the runtime cannot join", () => {
    const row = hiddenIn(neg(reshape(stopGradient(reshape(large, [20_000])), [400, 50])));
    const hidden = row.nodes.filter(({ op }) => op === "ReshapeAtRunTime");
    expect(hidden.map(({ inputs, outputs }) => [inputs[0], outputs[0]!.shape])).toEqual([
      [large, [400, 50]],
    ]);
    expect(opsOf(row).slice(-2)).toEqual(["ReshapeAtRunTime", "Neg"]);
  });

  it("leaves weights as they are, alone or parts of a vector", () => {
    const [part] = split(weights, [20_000, 10_000], 0);
    const product = matMul(reshape(part!, [200, 100]), reshape(exp(large), [100, 200]));
    const graph = hiddenIn(product);
    expect(opsOf(graph).filter((op) => op === "Reshape").length).toBeGreaterThan(0);
    const read = graph.nodes.find(({ op }) => op === "MatMul")!.inputs;
    expect(read.map((value) => value!.node)).toMatchObject([
      { op: "Reshape" },
      { op: "ReshapeAtRunTime" },
    ]);
  });

  it("leaves alone what is small", () => {
    const x = input("small", "float32", [4]);
    const outputs = { y: neg(reshape(exp(x), [2, 2])) };
    const graph = defineGraph({ name: "g", inputs: [x], outputs });
    expect(opsOf(hideShapes(graph, ["small"]))).toEqual(["Exp", "Reshape", "Neg"]);
  });
});
