import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineGraph, type Graph } from "../../../../src/graph/graph.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { transpose } from "../../../../src/graph/ops/transpose.ts";
import { splitTransposes } from "../../../../src/graph/passes/split-transposes.ts";
import { printGraph } from "../../../../src/graph/print.ts";
import { expectSameResults } from "../../../support/pass-bench.ts";

function graphOf(shape: readonly number[], perm: readonly number[]): Graph {
  const x = input("x", "float32", shape);
  return defineGraph({ name: "g", inputs: [x], outputs: { y: transpose(x, perm) } });
}

function nodesOf(graph: Graph): string {
  return printGraph(graph).split("\n").slice(1, -2).join("\n");
}

describe("split-transposes", () => {
  it("moves several axes one after the other", () => {
    const before = graphOf([4, 16, 4, 16, 3, 3], [0, 2, 4, 5, 3, 1]);
    const after = splitTransposes.run(before);
    expectSameResults(before, after, 5, 0);
    expect(nodesOf(after)).toMatchInlineSnapshot(`
      "  %0 = Reshape(x, [4, 64, 144, 1]) : float32[4, 64, 144, 1]
        %1 = Transpose(%0, perm=[0, 2, 1, 3]) : float32[4, 144, 64, 1]
        %2 = Reshape(%1, [4, 16, 9, 64]) : float32[4, 16, 9, 64]
        %3 = Transpose(%2, perm=[0, 2, 1, 3]) : float32[4, 9, 16, 64]
        %4 = Reshape(%3, [4, 2304, 4, 1]) : float32[4, 2304, 4, 1]
        %5 = Transpose(%4, perm=[0, 2, 1, 3]) : float32[4, 4, 2304, 1]
        y = Reshape(%5, [4, 4, 3, 3, 16, 16]) : float32[4, 4, 3, 3, 16, 16]"
    `);
  });

  it("joins axes that travel together, of which the runtime sees several", () => {
    const before = graphOf([1, 8, 32, 1, 16, 16], [4, 5, 0, 1, 3, 2]);
    const after = splitTransposes.run(before);
    expectSameResults(before, after, 5, 0);
    expect(nodesOf(after)).toMatchInlineSnapshot(`
      "  %0 = Reshape(x, [1, 256, 256, 1]) : float32[1, 256, 256, 1]
        %1 = Transpose(%0, perm=[0, 2, 1, 3]) : float32[1, 256, 256, 1]
        y = Reshape(%1, [16, 16, 1, 8, 1, 32]) : float32[16, 16, 1, 8, 1, 32]"
    `);
  });

  it("leaves alone what moves one axis, what is small, and what comes in long runs", () => {
    for (const graph of [
      graphOf([64, 32, 100], [0, 2, 1]),
      graphOf([64, 32, 100], [2, 0, 1]),
      graphOf([2, 3, 4, 5], [3, 1, 2, 0]),
      graphOf([8, 4, 8, 4, 256], [2, 0, 3, 1, 4]),
    ]) {
      expect(splitTransposes.run(graph)).toBe(graph);
    }
  });

  it("keeps every number in its place", () => {
    const axes = fc
      .array(fc.constantFrom(1, 2, 5, 8), { minLength: 4, maxLength: 6 })
      .chain((shape) =>
        fc.tuple(
          fc.constant(shape),
          fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
        ),
      );
    fc.assert(
      fc.property(axes, ([shape, perm]) => {
        const before = graphOf(shape, perm);
        const after = splitTransposes.run(before);
        expectSameResults(before, after, 5, 0);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
