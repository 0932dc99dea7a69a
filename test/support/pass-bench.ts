import { expect } from "vitest";
import { randomFor } from "../../src/core/random.ts";
import { defineGraph, type Graph } from "../../src/graph/graph.ts";
import type { GraphPass } from "../../src/graph/passes/graph-pass.ts";
import { printGraph } from "../../src/graph/print.ts";
import { topologicalOrder } from "../../src/graph/topology.ts";
import type { Value } from "../../src/graph/value.ts";
import { verifyGraph } from "../../src/graph/verify.ts";
import { evaluate } from "./evaluate.ts";
import { input } from "../../src/graph/leaves.ts";
import { normalTensor, tensorOf, type Feeds } from "./feeds.ts";

/** Inputs of float32 that are fed normal numbers, by name. */
export const x = input("x", "float32", [2, 3, 4]);
export const rows = input("rows", "float32", [6, 4]);
export const matrix = input("matrix", "float32", [4, 5]);
export const row = input("row", "float32", [4]);
export const bias = input("bias", "float32", [5]);
export const number = input("number", "float32", []);

/** A graph of these outputs over the inputs that they need. */
export function graphOf(outputs: Readonly<Record<string, Value>>): Graph {
  const leaves = topologicalOrder(Object.values(outputs)).filter((node) => node.kind === "input");
  const known = [x, rows, matrix, row, bias, number].filter(({ node }) =>
    leaves.some((l) => l === node),
  );
  return defineGraph({ name: "g", inputs: known, outputs });
}

function feedsFor(graph: Graph, seed: number): Feeds {
  return new Map(
    graph.inputs.map((value) => {
      const name = graph.names.get(value)!;
      const random = randomFor(seed, "feeds", name);
      const tensor = normalTensor(value.shape, random);
      return [
        name,
        value.dtype === "bool"
          ? tensorOf(
              value.shape,
              tensor.data.map((n) => Number(n > 0)),
            )
          : tensor,
      ];
    }),
  );
}

/**
 * Expects two graphs to have the same inputs and outputs, to be valid, and to compute the same in
 * float64: within `tolerance` of the largest number that either one's outputs hold.
 */
export function expectSameResults(before: Graph, after: Graph, seed = 5, tolerance = 1e-9): void {
  verifyGraph(after);
  expect(after.inputs).toEqual(before.inputs);
  expect(Object.keys(after.outputs)).toEqual(Object.keys(before.outputs));
  const feeds = feedsFor(before, seed);
  const [was, is] = [before, after].map((graph) => evaluate(Object.values(graph.outputs), feeds));
  was!.forEach((tensor, i) => {
    const found = is![i]!;
    expect(found.shape).toEqual(tensor.shape);
    const largest = tensor.data.reduce((most, n) => Math.max(most, Math.abs(n)), 1);
    const worst = tensor.data.reduce((most, n, k) => {
      const isSame = Object.is(n, found.data[k]) || n === found.data[k];
      return isSame ? most : Math.max(most, Math.abs(n - found.data[k]!));
    }, 0);
    expect(
      worst / largest,
      `output ${Object.keys(before.outputs)[i]}, seed ${seed}`,
    ).toBeLessThanOrEqual(tolerance);
  });
}

/** Runs a pass on the graph of these outputs, compares the results, and shows the nodes of both. */
export function beforeAndAfter(pass: GraphPass, outputs: Readonly<Record<string, Value>>): string {
  const before = graphOf(outputs);
  const after = pass.run(before);
  expectSameResults(before, after);
  expect(pass.run(after).nodes.length).toBeLessThanOrEqual(after.nodes.length);
  return `${nodesOf(before)}  =>\n${nodesOf(after)}`;
}

function nodesOf(graph: Graph): string {
  return printGraph(graph).split("\n").slice(1, -2).join("\n") + "\n";
}
