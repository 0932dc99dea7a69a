import type { Graph } from "./graph.ts";
import { memoryPeak, runtimeOrder } from "./memory-peak.ts";
import { topologicalOrder } from "./topology.ts";
import type { OperatorNode, Value } from "./value.ts";

/** A concatenation of fewer parts is a layer's own, not a gathering of many layers' results. */
const fewestParts = 8;

/**
 * The same nodes in an order in which ONNX Runtime holds less.
 *
 * The runtime goes depth first from what nothing reads, the operand that comes last in the file first
 * (`runtimeOrder`). Which layer's gradient it begins with hangs on where nodes happen to stand: where it
 * is an early layer's, the backward pass runs for that one, and what the others are made of is held
 * until the end. Here the shallowest is to be made first, which is the last layer's, and each node
 * stands in the file as late as it should run early.
 *
 * Pure. Comes after every pass, because a graph that is built anew is ordered anew. Returns the graph
 * as it is where the runtime would not hold less.
 */
export function orderForMemory(graph: Graph): Graph {
  const nodes = fileOrder(graph, wantedOrder(graph));
  const ordered = { ...graph, nodes };
  const now = memoryPeak(graph, runtimeOrder(graph)).bytes;
  return memoryPeak(ordered, runtimeOrder(ordered)).bytes < now ? ordered : graph;
}

/** What gatherings read, the shallowest first, and each with all that it is made of. */
function wantedOrder(graph: Graph): readonly OperatorNode[] {
  const depths = new Map<OperatorNode, number>();
  const depthOf = ({ node }: Value): number =>
    node.kind === "operator" ? (depths.get(node) ?? 0) : 0;
  for (const node of graph.nodes) {
    const deepest = node.inputs.reduce((most, x) => (x ? Math.max(most, depthOf(x)) : most), 0);
    depths.set(node, deepest + 1);
  }
  const parts = graph.nodes
    .filter(({ op, inputs }) => op === "Concat" && inputs.length >= fewestParts)
    .flatMap(({ inputs }) => inputs.filter((part) => part !== undefined));
  const first = parts.toSorted((a, b) => depthOf(a) - depthOf(b));
  return topologicalOrder([...first, ...Object.values(graph.outputs)]).filter(
    (node) => node.kind === "operator",
  );
}

/** Each node after what it reads and otherwise as late as it should run early. */
function fileOrder(graph: Graph, wanted: readonly OperatorNode[]): readonly OperatorNode[] {
  const rankOf = new Map(wanted.map((node, i) => [node, i]));
  const unplaced = new Map<OperatorNode, number>();
  for (const node of graph.nodes) {
    for (const source of sourcesOf(node)) unplaced.set(source, (unplaced.get(source) ?? 0) + 1);
  }
  // From the end: a node is free when all of its readers stand behind it.
  const free = graph.nodes.filter((node) => !unplaced.has(node));
  const placed: OperatorNode[] = [];
  while (free.length > 0) {
    const ranks = free.map((node) => rankOf.get(node)!);
    const [node] = free.splice(ranks.indexOf(Math.min(...ranks)), 1);
    placed.push(node!);
    for (const source of sourcesOf(node!)) {
      const left = unplaced.get(source)! - 1;
      unplaced.set(source, left);
      if (left === 0) free.push(source);
    }
  }
  return placed.reverse();
}

function sourcesOf(node: OperatorNode): ReadonlySet<OperatorNode> {
  return new Set(node.inputs.map((x) => x?.node).filter((source) => source?.kind === "operator"));
}
