import { describe, expect, it } from "vitest";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { memoryPeak, runtimeOrder } from "../../../src/graph/memory-peak.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { split } from "../../../src/graph/ops/split.ts";
import { tanh } from "../../../src/graph/ops/tanh.ts";
import type { Value } from "../../../src/graph/value.ts";

// 24 bytes.
const x = input("x", "float32", [6]);
const graphOf = (outputs: Readonly<Record<string, Value>>): Graph =>
  defineGraph({ name: "g", inputs: [x], outputs });
const peakOf = (outputs: Readonly<Record<string, Value>>): number =>
  memoryPeak(graphOf(outputs)).bytes;

describe("memoryPeak", () => {
  it("of a chain is two links: what is read and what is made", () => {
    const graph = graphOf({ y: relu(relu(relu(x))) });
    const { bytes, node, held } = memoryPeak(graph);
    expect([bytes, held.length]).toEqual([48, 2]);
    expect(node).toBe(graph.nodes[1]);
  });

  it("keeps a value until its last reader, also one that reads a view of it", () => {
    const early = tanh(x);
    expect(peakOf({ y: add(relu(relu(early)), early) })).toBe(3 * 24);
    const viewed = add(reshape(relu(relu(early)), [2, 3]), reshape(early, [2, 3]));
    expect(peakOf({ y: viewed })).toBe(3 * 24);
  });

  it("counts nothing for a view, and an output to the end", () => {
    expect(peakOf({ y: reshape(relu(x), [3, 2]) })).toBe(24);
    const first = relu(x);
    const graph = graphOf({ first, y: tanh(tanh(tanh(x))) });
    expect(memoryPeak(graph, graph.nodes).bytes).toBe(3 * 24);
  });

  it("lets go at once of what nothing reads", () => {
    const [head] = split(x, [1, 5], 0) as [Value, Value];
    expect(peakOf({ y: relu(relu(head)) })).toBe(24);
  });

  it("takes each operator once, after what it reads", () => {
    const y = tanh(x);
    const graph = graphOf({ a: relu(y), b: add(relu(y), y) });
    const order = runtimeOrder(graph);
    expect(new Set(order)).toEqual(new Set(graph.nodes));
    for (const node of graph.nodes) {
      for (const value of node.inputs) {
        if (value?.node.kind !== "operator") continue;
        expect(order.indexOf(value.node)).toBeLessThan(order.indexOf(node));
      }
    }
  });
});
