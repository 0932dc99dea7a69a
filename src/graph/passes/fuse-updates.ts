import {
  chainableOps,
  fusedElementwise,
  mostChainInputs,
  mostChainOutputs,
} from "../derived/fused-elementwise.ts";
import { defineGraph, type Graph } from "../graph.ts";
import { placed } from "../label.ts";
import { cast } from "../ops/cast.ts";
import { rebuild } from "../rebuild.ts";
import { elementCount, sameShape } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { usesOf, type Uses } from "./uses.ts";

/** Smaller vectors stay in the cache from one operator to the next by themselves. */
const defaultWorth = 16_384;
/** Fewer operators spare no pass over memory that is worth it. */
const fewestNodes = 3;

/**
 * The elementwise part of an update (optimizer, moving average) in one operator for each stretch between
 * two sums, for an engine that has `Elementwise`. The runtime takes a pass over all parameters for each
 * of some twenty operators. Bit for bit the same.
 *
 * @param worthElements elements from which a vector is worth it
 */
export function fuseUpdates(worthElements = defaultWorth): GraphPass {
  return {
    name: "fuse-updates",
    run: (graph) => {
      const uses = usesOf(graph);
      const chainable = new Set(graph.nodes.filter((node) => isChainable(node, worthElements)));
      const clusters = clustersOf(graph, chainable, uses);
      const replaced = new Map(clusters.flatMap((cluster) => replacementsOf(cluster, uses)));
      return replaced.size === 0 ? graph : exchange(graph, replaced);
    },
  };
}

function exchange(graph: Graph, replaced: ReadonlyMap<Value, Value>): Graph {
  const wanted = Object.entries(graph.outputs);
  const outputs = rebuild(
    wanted.map(([, value]) => replaced.get(value) ?? value),
    (operand) => replaced.get(operand),
  );
  return defineGraph({
    name: graph.name,
    inputs: graph.inputs,
    outputs: Object.fromEntries(wanted.map(([name], i) => [name, outputs[i]!])),
  });
}

function isChainable(node: OperatorNode, worthElements: number): boolean {
  const { op, domain, direction, inputs, outputs } = node;
  const [out] = outputs;
  if (domain !== "" || direction !== "update" || !chainableOps.has(op) || !out) return false;
  if (out.dtype !== "float32" || elementCount(out.shape) < worthElements) return false;
  return inputs.every((value, i) => {
    const isCondition = op === "Where" && i === 0;
    if (value?.dtype !== (isCondition ? "bool" : "float32")) return false;
    return elementCount(value.shape) === 1 || (!isCondition && sameShape(value.shape, out.shape));
  });
}

type Nodes = ReadonlySet<OperatorNode>;

/** Whether one chain may hold both, the second reading the first. */
function isLink(from: OperatorNode, to: OperatorNode, chainable: Nodes): boolean {
  if (!chainable.has(from) || !chainable.has(to)) return false;
  return sameShape(from.outputs[0]!.shape, to.outputs[0]!.shape);
}

/**
 * Chainable nodes that hang together and that no path leaves and comes back to: along every edge that is
 * no link the level of what a chain reaches rises, and a cluster has one level.
 */
function clustersOf(
  graph: Graph,
  chainable: Nodes,
  uses: Uses,
): readonly (readonly OperatorNode[])[] {
  const levels = levelsOf(graph, chainable, uses);
  const clusterOf = new Map<OperatorNode, Set<OperatorNode>>();
  for (const node of chainable) {
    const joined = new Set([node]);
    for (const source of sourcesOf(node)) {
      const other = clusterOf.get(source);
      const isSame = levels.get(source) === levels.get(node);
      if (!other || !isSame || !isLink(source, node, chainable)) continue;
      for (const member of other) joined.add(member);
    }
    for (const member of joined) clusterOf.set(member, joined);
  }
  const order = new Map(graph.nodes.map((node, i) => [node, i]));
  return [...new Set(clusterOf.values())]
    .filter(({ size }) => size >= fewestNodes)
    .map((members) => [...members].toSorted((a, b) => order.get(a)! - order.get(b)!));
}

/** As late as the readers allow, so that a chain has all that it can be made of. */
function levelsOf(graph: Graph, chainable: Nodes, uses: Uses): ReadonlyMap<OperatorNode, number> {
  const rise = (from: OperatorNode, to: OperatorNode): number =>
    chainable.has(from) && !isLink(from, to, chainable) ? 1 : 0;
  const levels = new Map<OperatorNode, number>();
  for (const node of graph.nodes) {
    const least = sourcesOf(node).map((source) => (levels.get(source) ?? 0) + rise(source, node));
    levels.set(node, Math.max(0, ...least));
  }
  for (const node of graph.nodes.toReversed()) {
    const readers = node.outputs.flatMap((value) => uses.readersOf(value));
    if (readers.length === 0) continue;
    levels.set(node, Math.min(...readers.map((to) => levels.get(to)! - rise(node, to))));
  }
  return levels;
}

function sourcesOf(node: OperatorNode): readonly OperatorNode[] {
  return node.inputs.flatMap((value) => (value?.node.kind === "operator" ? [value.node] : []));
}

function replacementsOf(
  cluster: readonly OperatorNode[],
  uses: Uses,
): readonly (readonly [Value, Value])[] {
  const members = new Set(cluster);
  const isInside = (value: Value): boolean =>
    value.node.kind === "operator" && members.has(value.node);
  const read = cluster.flatMap(({ inputs }) => inputs.filter((value) => value !== undefined));
  const inputs = [...new Set(read.filter((value) => !isInside(value)))];
  const results = cluster.flatMap(({ outputs }, step) => {
    const isNeeded =
      uses.isOutput(outputs[0]!) ||
      uses.readersOf(outputs[0]!).some((reader) => !members.has(reader));
    return isNeeded ? [step] : [];
  });
  if (inputs.length > mostChainInputs || results.length > mostChainOutputs) return [];
  const size = cluster[0]!.outputs[0]!.shape;
  if (!inputs.some(({ shape }) => sameShape(shape, size))) return [];

  const places = new Map<Value, number>(inputs.map((value, i) => [value, i]));
  cluster.forEach(({ outputs }, step) => places.set(outputs[0]!, inputs.length + step));
  const steps = cluster.map((node) => ({
    op: node.op,
    reads: node.inputs.map((value) => places.get(value!)!),
  }));
  const made = placed(cluster[0]!, () =>
    fusedElementwise({
      inputs: inputs.map((value) => (value.dtype === "bool" ? cast(value, "float32") : value)),
      steps,
      results,
    }),
  );
  return results.map((step, i) => [cluster[step]!.outputs[0]!, made[i]!] as const);
}
