import type { CostReport } from "../graph/cost-report.ts";
import type { Graph } from "../graph/graph.ts";
import type { Value } from "../graph/value.ts";

/** What `graph --json` tells of a graph; docs/how-the-compiler-works.md has the fields. */
export function graphJson(graph: Graph, report: CostReport): Readonly<Record<string, unknown>> {
  const tensor = ([name, { dtype, shape }]: readonly [string, Value]) => ({ name, dtype, shape });
  return {
    name: graph.name,
    nodes: graph.nodes.length,
    inputs: graph.inputs.map((value) => tensor([graph.names.get(value) ?? "", value])),
    outputs: Object.entries(graph.outputs).map(tensor),
    total: report.total,
    layers: report.layers,
    peak: report.peak,
  };
}
