import type { Graph } from "./graph.ts";
import { isView, storageOf } from "./storage.ts";
import { valueBytes } from "./value-bytes.ts";
import type { OperatorNode, Value } from "./value.ts";

/** The most memory that a run of a graph holds at one time for what its operators make. */
export interface MemoryPeak {
  readonly bytes: number;
  /** The operator that runs then. */
  readonly node: OperatorNode;
  /** What is held then, the largest first. */
  readonly held: readonly Value[];
}

/**
 * Where a run holds the most: each value from the operator that makes it to the last that reads it,
 * outputs of the graph to the end, views not at all. Inputs and constants are not counted, nor is what
 * a kernel takes for itself while it runs.
 *
 * @param order the operators as they run; by default `runtimeOrder`
 */
export function memoryPeak(
  graph: Graph,
  order: readonly OperatorNode[] = runtimeOrder(graph),
): MemoryPeak {
  const lastRead = new Map<Value, number>();
  order.forEach((node, i) => {
    for (const operand of node.inputs) if (operand) lastRead.set(storageOf(operand), i);
  });
  for (const value of Object.values(graph.outputs)) lastRead.set(storageOf(value), order.length);
  const endsAt = order.map((): Value[] => []);
  for (const [value, at] of lastRead) endsAt[at]?.push(value);

  const held = new Set<Value>();
  let bytes = 0;
  let peak: MemoryPeak = { bytes: 0, node: order[0]!, held: [] };
  order.forEach((node, i) => {
    for (const value of node.outputs) {
      if (isView(value)) continue;
      held.add(value);
      bytes += valueBytes(value);
    }
    if (bytes > peak.bytes) peak = { bytes, node, held: [...held] };
    const dead = [...endsAt[i]!, ...node.outputs.filter((value) => !lastRead.has(value))];
    for (const value of dead) if (held.delete(value)) bytes -= valueBytes(value);
  });
  return { ...peak, held: peak.held.toSorted((a, b) => valueBytes(b) - valueBytes(a)) };
}

/**
 * The order in which ONNX Runtime runs a graph's operators one after the other (its default order, in
 * `GraphViewer`): depth first from what nothing reads, the operand whose operator comes last in the
 * file first. Its optimisations merge and split operators before that.
 */
export function runtimeOrder(graph: Graph): readonly OperatorNode[] {
  const indexOf = new Map(graph.nodes.map((node, i) => [node, i]));
  const isRead = new Set(graph.nodes.flatMap((node) => node.inputs.map((x) => x?.node)));
  const order: OperatorNode[] = [];
  const seen = new Set<OperatorNode>();
  const stack = graph.nodes
    .filter((node) => !isRead.has(node))
    .map((node) => ({ node, isLeaving: false }));
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, isLeaving } = top;
    if (isLeaving) order.push(node);
    if (isLeaving || seen.has(node)) continue;
    seen.add(node);
    stack.push({ node, isLeaving: true });
    const operands = new Set(
      node.inputs.map((x) => x?.node).filter((source) => source?.kind === "operator"),
    );
    const sorted = [...operands].sort((a, b) => indexOf.get(a)! - indexOf.get(b)!);
    for (const operand of sorted) stack.push({ node: operand, isLeaving: false });
  }
  return order;
}
