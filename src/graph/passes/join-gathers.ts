import { defineGraph, type Graph } from "../graph.ts";
import { placed } from "../label.ts";
import { concat } from "../ops/concat.ts";
import { split } from "../ops/split.ts";
import { rebuild } from "../rebuild.ts";
import { topologicalOrder } from "../topology.ts";
import type { Node, OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";

/**
 * One vector for all that an update gathers, cut where it was several. Exact.
 *
 * A runtime that goes depth first from what nothing reads finishes one gathering before it looks at the
 * next, and holds what the next needs all the while: activations of every layer, for the gradients of a
 * few scales and shifts. With one gathering each layer's gradients can be made when it is their turn
 * (`orderForMemory`). Costs a copy of the gradients.
 */
export const joinGathers: GraphPass = { name: "join-gathers", run };

function run(graph: Graph): Graph {
  const gathers = independent(graph.nodes.filter(isGather));
  const [first] = gathers;
  if (!first || gathers.length < 2) return graph;
  const parts = placed(first, () => {
    const whole = concat(
      gathers.flatMap(({ inputs }) => inputs as readonly Value[]),
      0,
    );
    return split(
      whole,
      gathers.map(({ outputs }) => outputs[0]!.shape[0]!),
      0,
    );
  });
  const partOf = new Map(gathers.map(({ outputs }, i) => [outputs[0]!, parts[i]!]));
  const wanted = Object.entries(graph.outputs);
  const outputs = rebuild(
    wanted.map(([, value]) => value),
    (operand) => partOf.get(operand),
  );
  return defineGraph({
    name: graph.name,
    inputs: graph.inputs,
    outputs: Object.fromEntries(wanted.map(([name], i) => [name, outputs[i]!])),
  });
}

function isGather({ op, direction, inputs, outputs }: OperatorNode): boolean {
  const [out] = outputs;
  const isVector = out?.shape.length === 1 && out.dtype === "float32";
  return op === "Concat" && direction === "update" && isVector && inputs.length > 1;
}

/** Those of which none is made from another, the earlier ones first. */
function independent(nodes: readonly OperatorNode[]): readonly OperatorNode[] {
  const kept: OperatorNode[] = [];
  for (const node of nodes) {
    const sources = new Set<Node>(topologicalOrder(node.outputs.slice(0, 1)));
    if (!kept.some((other) => sources.has(other))) kept.push(node);
  }
  return kept;
}
