import { applyAll } from "../../src/graph/op.ts";
import { ops } from "../../src/graph/ops/index.ts";
import { topologicalOrder } from "../../src/graph/topology.ts";
import type { Node, OperatorNode, Value } from "../../src/graph/value.ts";

/** The nodes that make `value` and that nothing of `given` is made from, in order: what a rule emitted. */
export function emittedNodes(value: Value, given: readonly Value[]): readonly Node[] {
  const before = new Set(topologicalOrder(given));
  return topologicalOrder([value]).filter((node) => !before.has(node));
}

/**
 * `value` made anew, with `replacements` in the place of some values of its graph.
 *
 * Nodes that read nothing replaced stay the same ones. Throws what an operator's shape rule throws
 * where a replacement does not fit.
 */
export function replaced(value: Value, replacements: ReadonlyMap<Value, Value>): Value {
  const known = new Map(replacements);
  const current = (old: Value): Value => known.get(old) ?? old;
  for (const node of topologicalOrder([value])) {
    if (node.kind !== "operator" || node.outputs.every((output) => known.has(output))) continue;
    if (node.inputs.every((read) => read === undefined || current(read) === read)) continue;
    anew(node, current).forEach((made, i) => {
      const output = node.outputs[i]!;
      if (!known.has(output)) known.set(output, made);
    });
  }
  return current(value);
}

function anew(node: OperatorNode, current: (old: Value) => Value): readonly Value[] {
  const inputs = node.inputs.map((read) => (read ? current(read) : undefined));
  return applyAll(ops.get(node.op), inputs, node.attributes);
}
