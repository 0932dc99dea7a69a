import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { optimizeGraph, passes } from "../../../../src/graph/passes/index.ts";
import { printGraph } from "../../../../src/graph/print.ts";
import { expectSameResults } from "../../../support/pass-bench.ts";
import { randomGraph } from "../../../support/random-graph.ts";

const settings = { seed: 41, numRuns: 60 } as const;

describe("on random graphs with their gradients", () => {
  it.each(passes.map((pass) => [pass.name, pass] as const))(
    "%s keeps the results, inputs and outputs, to 1e-9 in float64",
    (_, pass) => {
      fc.assert(
        fc.property(randomGraph, fc.nat(1000), (graph, seed) => {
          expectSameResults(graph, pass.run(graph), seed);
        }),
        settings,
      );
    },
  );

  it("all passes together keep them too, and a second time changes nothing", () => {
    fc.assert(
      fc.property(randomGraph, fc.nat(1000), (graph, seed) => {
        const optimized = optimizeGraph(graph);
        expectSameResults(graph, optimized, seed);
        expect(optimized.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
        expect(printGraph(optimizeGraph(optimized))).toBe(printGraph(optimized));
      }),
      { ...settings, numRuns: 150 },
    );
  });
});
