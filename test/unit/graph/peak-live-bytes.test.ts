import { describe, expect, it } from "vitest";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { split } from "../../../src/graph/ops/split.ts";
import { tanh } from "../../../src/graph/ops/tanh.ts";
import { peakLiveBytes } from "../../../src/graph/peak-live-bytes.ts";
import type { Value } from "../../../src/graph/value.ts";

// 24 bytes.
const x = input("x", "float32", [6]);
const graphOf = (outputs: Readonly<Record<string, Value>>): Graph =>
  defineGraph({ name: "g", inputs: [x], outputs });

describe("peakLiveBytes", () => {
  it("of a chain is two links: what is read and what is made", () => {
    expect(peakLiveBytes(graphOf({ y: relu(relu(relu(x))) }))).toEqual({
      bytes: 48,
      node: "Relu_1",
    });
  });

  it("keeps a value until its last reader, also one that reads a view of it", () => {
    const early = tanh(x);
    const late = add(relu(relu(early)), early);
    expect(peakLiveBytes(graphOf({ y: late })).bytes).toBe(3 * 24);
    const viewed = add(reshape(relu(relu(early)), [2, 3]), reshape(early, [2, 3]));
    expect(peakLiveBytes(graphOf({ y: viewed })).bytes).toBe(3 * 24);
  });

  it("counts nothing for a view, and an output to the end", () => {
    expect(peakLiveBytes(graphOf({ y: reshape(relu(x), [3, 2]) })).bytes).toBe(24);
    const first = relu(x);
    expect(peakLiveBytes(graphOf({ first, y: tanh(tanh(tanh(x))) })).bytes).toBe(3 * 24);
  });

  it("lets go at once of what nothing reads", () => {
    const [head] = split(x, [1, 5], 0) as [Value, Value];
    expect(peakLiveBytes(graphOf({ y: relu(relu(head)) }))).toEqual({ bytes: 24, node: "Split" });
  });
});
