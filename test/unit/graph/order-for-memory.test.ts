import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { meanAll } from "../../../src/graph/derived/mean-all.ts";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { memoryPeak } from "../../../src/graph/memory-peak.ts";
import { orderForMemory } from "../../../src/graph/order-for-memory.ts";
import { concat } from "../../../src/graph/ops/concat.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { tanh } from "../../../src/graph/ops/tanh.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";

/** A chain of layers on tall matrices, and the vector of their gradients, the last layer's first. */
function chainOf(layers: number): Graph {
  const x = input("x", "float32", [512, 4]);
  const weights = Array.from({ length: layers }, (_, i) => input(`w${i}`, "float32", [4, 4]));
  const y = weights.reduce((value, w) => tanh(matMul(value, w)), x);
  const gradients = backward(meanAll(y), weights).map((dW) => reshape(dW, [16]));
  return defineGraph({
    name: "chain",
    inputs: [x, ...weights],
    outputs: { gradients: concat(gradients.toReversed(), 0) },
  });
}

describe("orderForMemory", () => {
  it("lets each layer's gradient be made before the layer before it is looked at", () => {
    const before = chainOf(10);
    const after = orderForMemory(before);
    verifyGraph(after);
    expect(new Set(after.nodes)).toEqual(new Set(before.nodes));
    expect(after.names).toBe(before.names);
    const [was, is] = [before, after].map((graph) => memoryPeak(graph).bytes);
    // The activations of ten layers stay; their ten gradients no longer do.
    expect(is! / was!).toBeLessThan(0.75);
  });

  it("returns the graph as it is where nothing is gained, and the second time", () => {
    const short = chainOf(1);
    expect(orderForMemory(short)).toBe(short);
    const after = orderForMemory(chainOf(10));
    expect(orderForMemory(after)).toBe(after);
  });
});
