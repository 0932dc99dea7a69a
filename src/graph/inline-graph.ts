import { fail } from "../core/errors.ts";
import type { Graph } from "./graph.ts";
import { placed } from "./label.ts";
import { operator } from "./operator.ts";
import { showType } from "./shape.ts";
import type { Value } from "./value.ts";

/**
 * A graph as a function: its outputs with `given` in the place of its inputs.
 *
 * Nodes that hang on no input are made anew as well, so that two calls share nothing but constants.
 * @throws AppError GRAPH_INVALID when an input is not given, or one of another dtype or shape
 */
export function inlineGraph(
  graph: Graph,
  given: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const made = new Map<Value, Value>();
  for (const value of graph.inputs) {
    const name = graph.names.get(value) ?? "";
    const replacement = Object.hasOwn(given, name) ? given[name] : undefined;
    if (replacement === undefined) fail("GRAPH_INVALID", graph.name, `no input '${name}' is given`);
    const [expected, received] = [showType(value), showType(replacement)];
    if (expected !== received) {
      fail("GRAPH_INVALID", graph.name, `input '${name}' is ${expected}, given is ${received}`);
    }
    made.set(value, replacement);
  }
  const now = (value: Value): Value => made.get(value) ?? value;
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((value) => value && now(value));
    const copy = placed(node, () => operator({ ...node, inputs }));
    node.outputs.forEach((value, i) => made.set(value, copy.outputs[i]!));
  }
  return Object.fromEntries(
    Object.entries(graph.outputs).map(([name, value]) => [name, now(value)]),
  );
}
