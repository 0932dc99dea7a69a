import { fail } from "../../core/errors.ts";
import { defineGraph, type Graph } from "../graph.ts";
import { placed } from "../label.ts";
import { operator } from "../operator.ts";
import { sameShape, showType } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";

/**
 * What takes the place of a node's outputs, in their order; one value where there is one output.
 * Undefined leaves the node as it is.
 *
 * @param node with inputs that are rewritten already
 * @param original the same node as the graph has it, to look up what an analysis of the graph found
 */
export type RewriteRule = (
  node: OperatorNode,
  original: OperatorNode,
) => Value | readonly Value[] | undefined;

/**
 * Builds the graph anew from its inputs on, each node as `rule` wants it. What nothing reads any more
 * is gone. What takes a node's place has its label and direction.
 *
 * @throws AppError GRAPH_INVALID when a replacement is of another type than what it replaces
 */
export function rewriteGraph(graph: Graph, rule: RewriteRule): Graph {
  const replaced = new Map<Value, Value>();
  const current = (value: Value): Value => replaced.get(value) ?? value;
  const currentOf = (value: Value | undefined): Value | undefined => value && current(value);
  for (const original of graph.nodes) {
    const node =
      replaced.size === 0 ? original : withInputs(original, original.inputs.map(currentOf));
    const wanted = placed(node, () => rule(node, original));
    const outputs = wanted === undefined ? node.outputs : listOf(wanted);
    original.outputs.forEach((value, i) => {
      const replacement = outputs[i];
      if (!replacement || !isSameType(replacement, value)) {
        const found = replacement ? showType(replacement) : "nothing";
        fail("GRAPH_INVALID", original.op, `${showType(value)} was replaced by ${found}`);
      }
      if (replacement !== value) replaced.set(value, replacement);
    });
  }
  if (replaced.size === 0) return graph;
  const outputs = Object.entries(graph.outputs).map(([name, value]) => [name, current(value)]);
  return defineGraph({
    name: graph.name,
    inputs: graph.inputs,
    outputs: Object.fromEntries(outputs) as Readonly<Record<string, Value>>,
  });
}

function listOf(wanted: Value | readonly Value[]): readonly Value[] {
  return "node" in wanted ? [wanted] : wanted;
}

function isSameType(a: Value, b: Value): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

/** The node on other inputs of the same types, in its own place; itself when they are its own. */
function withInputs(node: OperatorNode, inputs: readonly (Value | undefined)[]): OperatorNode {
  if (inputs.every((value, i) => value === node.inputs[i])) return node;
  const { op, domain, attributes, outputs } = node;
  return placed(node, () => operator({ op, domain, attributes, inputs, outputs }));
}
