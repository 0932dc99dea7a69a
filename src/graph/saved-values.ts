import type { Graph } from "./graph.ts";
import { storageOf } from "./storage.ts";
import type { Value } from "./value.ts";

/**
 * What a step keeps between its passes: the values that the forward pass computes and the backward
 * pass reads, in order of first reading. Views count once, as what they are views of; inputs and
 * constants are held anyway and do not count.
 */
export function savedValues(graph: Graph): readonly Value[] {
  const saved = new Set<Value>();
  for (const { direction, inputs } of graph.nodes) {
    if (direction !== "backward") continue;
    for (const value of inputs) {
      const storage = value && storageOf(value);
      if (storage?.node.kind !== "operator") continue;
      if (storage.node.direction === "forward") saved.add(storage);
    }
  }
  return [...saved];
}
