import { describe, expect, it } from "vitest";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { concat } from "../../../src/graph/ops/concat.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { split } from "../../../src/graph/ops/split.ts";
import { optimizeGraph } from "../../../src/graph/passes/index.ts";
import { printGraph } from "../../../src/graph/print.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";
import type { StateTensor } from "../../../src/learn/emit-update.ts";
import { findBuffers, onBuffers } from "../../../src/learn/flat-state.ts";
import { evaluate } from "../../support/evaluate.ts";
import { packFeeds, tensorOf } from "../../support/feeds.ts";

const w = input("w", "float32", [2, 3]);
const b = input("b", "float32", [3]);
const alone = input("alone", "float32", [2]);
const state: StateTensor[] = [w, b, alone].map(({ shape }, i) => {
  const name = ["w", "b", "alone"][i]!;
  return { name, next: `next/${name}`, shape, init: { kind: "constant", value: 0 } };
});

/** w and b are joined to be doubled, `alone` is not. */
function step(): Graph {
  const flat = concat([reshape(w, [6]), b], 0);
  const [nextW, nextB] = split(add(flat, flat), [6, 3], 0);
  const outputs = {
    y: mul(w, b),
    "next/w": reshape(nextW!, [2, 3]),
    "next/b": nextB!,
    "next/alone": add(alone, alone),
  };
  return defineGraph({ name: "step", inputs: [w, b, alone], outputs });
}

describe("a step on buffers", () => {
  const buffers = findBuffers(step(), state);
  const flat = onBuffers(step(), buffers);

  it("keeps tensors in one buffer that the step joins, and others by themselves", () => {
    expect(buffers.map(({ name, next, shape }) => [name, next, shape])).toEqual([
      ["state/0", "next/state/0", [9]],
      ["alone", "next/alone", [2]],
    ]);
    expect(buffers[0]!.members).toEqual([
      { name: "w", shape: [2, 3], offset: 0 },
      { name: "b", shape: [3], offset: 6 },
    ]);
  });

  it("computes the same", () => {
    verifyGraph(flat);
    const named = new Map([
      ["w", tensorOf([2, 3], [1, 2, 3, 4, 5, 6])],
      ["b", tensorOf([3], [7, 8, 9])],
      ["alone", tensorOf([2], [10, 11])],
    ]);
    const values = evaluate(Object.values(flat.outputs), packFeeds(buffers, named));
    const found = Object.fromEntries(
      Object.keys(flat.outputs).map((name, i) => [name, [...values[i]!.data]]),
    );
    expect(found).toEqual({
      y: [7, 16, 27, 28, 40, 54],
      "next/alone": [20, 22],
      "next/state/0": [2, 4, 6, 8, 10, 12, 14, 16, 18],
    });
  });

  it("neither joins nor cuts the state any more once the passes have run", () => {
    expect(printGraph(optimizeGraph(flat))).toMatchInlineSnapshot(`
      "graph step(state/0: float32[9], alone: float32[2])
        # update/state
        %0, %1 = Split(state/0, [6, 3], axis=0) : float32[6], float32[3]
        # forward
        %2 = Reshape(%0, [2, 3]) : float32[2, 3]
        y = Mul(%2, %1) : float32[2, 3]
        next/alone = Add(alone, alone) : float32[2]
        next/state/0 = Add(state/0, state/0) : float32[9]
        return y, next/alone, next/state/0
      "
    `);
  });

  it("serves a graph that only reads", () => {
    const reader = defineGraph({ name: "read", inputs: [b], outputs: { y: mul(b, b) } });
    expect(printGraph(onBuffers(reader, buffers))).toMatchInlineSnapshot(`
      "graph read(state/0: float32[9])
        # state
        %0, %1 = Split(state/0, [6, 3], axis=0) : float32[6], float32[3]
        # forward
        %2 = Reshape(%1, [3]) : float32[3]
        y = Mul(%2, %2) : float32[3]
        return y
      "
    `);
  });
});
