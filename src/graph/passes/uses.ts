import type { Graph } from "../graph.ts";
import type { OperatorNode, Value } from "../value.ts";

/** Who reads what in a graph. */
export interface Uses {
  /** Nodes that read the value, once each, in the graph's order. */
  readersOf(value: Value): readonly OperatorNode[];
  isOutput(value: Value): boolean;
  /** Whether one node reads the value, and nothing else needs it. */
  isPrivate(value: Value): boolean;
}

export function usesOf(graph: Graph): Uses {
  const readers = new Map<Value, OperatorNode[]>();
  for (const node of graph.nodes) {
    for (const value of new Set(node.inputs)) {
      if (!value) continue;
      const known = readers.get(value);
      if (known) known.push(node);
      else readers.set(value, [node]);
    }
  }
  const outputs = new Set(Object.values(graph.outputs));
  const readersOf = (value: Value): readonly OperatorNode[] => readers.get(value) ?? [];
  return {
    readersOf,
    isOutput: (value) => outputs.has(value),
    isPrivate: (value) => !outputs.has(value) && readersOf(value).length === 1,
  };
}
