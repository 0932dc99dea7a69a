import { describe, expect, it } from "vitest";
import { placed } from "../../../../src/graph/label.ts";
import { optimizeGraph, passes } from "../../../../src/graph/passes/index.ts";
import { rewriteGraph } from "../../../../src/graph/passes/rewrite-graph.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { neg } from "../../../../src/graph/ops/neg.ts";
import { reshape } from "../../../../src/graph/ops/reshape.ts";
import { printGraph } from "../../../../src/graph/print.ts";
import { graphOf, x } from "../../../support/pass-bench.ts";

describe("the passes", () => {
  it("are named once each", () => {
    expect(new Set(passes.map(({ name }) => name)).size).toBe(passes.length);
  });

  it("leave a graph as it is when there is nothing to do", () => {
    const graph = graphOf({ y: exp(x) });
    expect(optimizeGraph(graph)).toBe(graph);
    for (const pass of passes) expect(pass.run(graph)).toBe(graph);
  });

  it("give equal graphs for equal expressions", () => {
    const build = () => graphOf({ y: neg(reshape(reshape(exp(x), [24]), [6, 4])) });
    expect(printGraph(optimizeGraph(build()))).toBe(printGraph(optimizeGraph(build())));
  });
});

describe("rewriteGraph", () => {
  it("refuses a replacement of another type", () => {
    expect(() => rewriteGraph(graphOf({ y: exp(x) }), () => reshape(x, [24]))).toThrow(
      /float32\[2, 3, 4\] was replaced by float32\[24\].*GRAPH_INVALID/,
    );
  });

  it("gives what takes a node's place that node's label and direction", () => {
    const place = { label: "encoder/stem", direction: "backward" } as const;
    const graph = graphOf({ y: placed(place, () => neg(exp(x))) });
    const after = rewriteGraph(graph, (node) => {
      return node.op === "Exp" ? neg(neg(node.inputs[0]!)) : undefined;
    });
    expect(after.nodes.map(({ op, label, direction }) => ({ op, label, direction }))).toEqual(
      [0, 1, 2].map(() => ({ op: "Neg", ...place })),
    );
  });
});
