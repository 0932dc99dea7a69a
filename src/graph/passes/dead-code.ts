import { defineGraph } from "../graph.ts";
import { topologicalOrder } from "../topology.ts";
import type { GraphPass } from "./graph-pass.ts";

/** Leaves out the nodes that no output hangs on. Inputs stay, whether read or not. Exact. */
export const deadCode: GraphPass = {
  name: "dead-code",
  run: (graph) => {
    const needed = new Set(topologicalOrder(Object.values(graph.outputs)));
    return graph.nodes.every((node) => needed.has(node)) ? graph : defineGraph(graph);
  },
};
