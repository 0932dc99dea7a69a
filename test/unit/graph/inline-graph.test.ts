import { describe, expect, it } from "vitest";
import { defineGraph } from "../../../src/graph/graph.ts";
import { inlineGraph } from "../../../src/graph/inline-graph.ts";
import { constant, input } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { split } from "../../../src/graph/ops/split.ts";
import { evaluate } from "../../support/evaluate.ts";

const [x, w] = [input("x", "float32", [4]), input("w", "float32", [2])];
const [head, tail] = split(mul(x, constant([4], [1, 2, 3, 4])), [2, 2], 0);
const graph = defineGraph({
  name: "two parts",
  inputs: [x, w],
  outputs: { sum: add(head!, tail!), product: mul(head!, w), same: x },
});
const numbers = (values: Readonly<Record<string, Parameters<typeof evaluate>[0][number]>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, v]) => [name, [...evaluate([v])[0]!.data]]),
  );

describe("inlineGraph", () => {
  it("computes the graph's outputs from what is given in the place of its inputs", () => {
    const given = { x: constant([4], [1, 1, 1, 1]), w: constant([2], [5, 6]) };
    expect(numbers(inlineGraph(graph, given))).toEqual({
      sum: [4, 6],
      product: [5, 12],
      same: [1, 1, 1, 1],
    });
  });

  it("may be given what another inlining has made", () => {
    const first = inlineGraph(graph, { x: constant([4], 1), w: constant([2], 1) });
    const second = inlineGraph(graph, { x: constant([4], 1), w: first["sum"]! });
    expect(numbers(second)["product"]).toEqual([4, 12]);
  });

  it.each([
    ["that is missing", { x: constant([4], 1) }, /no input 'w' is given/],
    [
      "of another shape",
      { x: constant([4], 1), w: constant([3], 1) },
      /input 'w' is float32\[2\], given is float32\[3\]/,
    ],
    [
      "of another dtype",
      { x: constant([4], 1), w: constant([2], 1, "float16") },
      /input 'w' is float32\[2\], given is float16\[2\]/,
    ],
  ])("refuses an input %s", (_, given, message) => {
    expect(() => inlineGraph(graph, given)).toThrow(message);
  });
});
