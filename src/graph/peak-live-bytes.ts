import { byteCount } from "./byte-count.ts";
import type { Graph } from "./graph.ts";
import { nameNodes } from "./name-nodes.ts";
import { storageOf } from "./storage.ts";
import type { OperatorNode, Value } from "./value.ts";

/** The moment of a run at which computed values take the most memory. */
export interface PeakLiveBytes {
  readonly bytes: number;
  /** The node that runs then, as `nameNodes` calls it. */
  readonly node: string;
}

/**
 * The most bytes of computed values that are alive at once, when the nodes run in the graph's order
 * and each value is let go after its last reader.
 *
 * Views take nothing, the model's outputs stay to the end; inputs and constants are not counted, nor
 * that a runtime writes some results over their input: an estimate from above for this order, while a
 * runtime may choose another.
 */
export function peakLiveBytes(graph: Graph): PeakLiveBytes {
  const lastReader = lastReaders(graph);
  const freedAfter = new Map<OperatorNode, Value[]>();
  for (const [value, node] of lastReader) {
    freedAfter.set(node, [...(freedAfter.get(node) ?? []), value]);
  }
  const kept = new Set(Object.values(graph.outputs).map(storageOf));
  const names = nameNodes(graph.nodes);
  let live = 0;
  let peak: PeakLiveBytes = { bytes: 0, node: "" };
  graph.nodes.forEach((node, i) => {
    const made = node.outputs.filter((value) => storageOf(value) === value);
    live += made.reduce((sum, value) => sum + byteCount(value), 0);
    if (live > peak.bytes) peak = { bytes: live, node: names[i] ?? "" };
    const unread = made.filter((value) => !lastReader.has(value));
    for (const value of [...(freedAfter.get(node) ?? []), ...unread]) {
      if (!kept.has(value)) live -= byteCount(value);
    }
  });
  return peak;
}

/** The last node that reads each computed value or a view of it. */
function lastReaders(graph: Graph): ReadonlyMap<Value, OperatorNode> {
  const readers = new Map<Value, OperatorNode>();
  for (const node of graph.nodes) {
    for (const value of node.inputs) {
      const storage = value && storageOf(value);
      if (storage?.node.kind === "operator") readers.set(storage, node);
    }
  }
  return readers;
}
