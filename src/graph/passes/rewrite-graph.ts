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

/** One rule for every node, or the rules of some ai.onnx operators by name. */
export type RewriteRules = RewriteRule | Readonly<Record<string, RewriteRule>>;

/**
 * Builds the graph anew from its inputs on, each node as its rule wants it. What nothing reads any more
 * is gone. What takes a node's place has its label and direction.
 *
 * Most rules are for a few operators and most nodes stay what they are: those cost a look at each operand.
 * @throws AppError GRAPH_INVALID when a replacement is of another type than what it replaces
 */
export function rewriteGraph(graph: Graph, rules: RewriteRules): Graph {
  const replaced = new Map<Value, Value>();
  const replace = (node: OperatorNode, outputs: readonly Value[]): void => {
    for (const [i, value] of node.outputs.entries()) {
      const replacement = outputs[i];
      if (!replacement || !isSameType(replacement, value)) {
        const found = replacement ? showType(replacement) : "nothing";
        fail("GRAPH_INVALID", node.op, `${showType(value)} was replaced by ${found}`);
      }
      if (replacement !== value) replaced.set(value, replacement);
    }
  };
  for (const original of graph.nodes) {
    const node = withInputs(original, currentInputs(original.inputs, replaced));
    const rule = typeof rules === "function" ? rules : ruleFor(original, rules);
    const wanted = rule && placed(node, () => rule(node, original));
    const outputs = wanted === undefined ? node.outputs : listOf(wanted);
    if (outputs !== original.outputs) replace(original, outputs);
  }
  if (replaced.size === 0) return graph;
  const outputs = Object.entries(graph.outputs).map(([name, value]) => [
    name,
    replaced.get(value) ?? value,
  ]);
  return defineGraph({
    name: graph.name,
    inputs: graph.inputs,
    outputs: Object.fromEntries(outputs) as Readonly<Record<string, Value>>,
  });
}

function ruleFor(
  node: OperatorNode,
  rules: Readonly<Record<string, RewriteRule>>,
): RewriteRule | undefined {
  return node.domain === "" ? rules[node.op] : undefined;
}

/** The inputs as they are now: the very same list where none was replaced. */
function currentInputs(
  inputs: readonly (Value | undefined)[],
  replaced: ReadonlyMap<Value, Value>,
): readonly (Value | undefined)[] {
  const isChanged = inputs.some((value) => value && replaced.has(value));
  return isChanged ? inputs.map((value) => value && (replaced.get(value) ?? value)) : inputs;
}

function listOf(wanted: Value | readonly Value[]): readonly Value[] {
  return "node" in wanted ? [wanted] : wanted;
}

function isSameType(a: Value, b: Value): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

/** The node on other inputs of the same types, in its own place; itself when they are its own. */
function withInputs(node: OperatorNode, inputs: readonly (Value | undefined)[]): OperatorNode {
  if (inputs === node.inputs) return node;
  const { op, domain, attributes, outputs } = node;
  return placed(node, () => operator({ op, domain, attributes, inputs, outputs }));
}
