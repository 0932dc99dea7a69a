import { fail, failFrom } from "../core/errors.ts";
import type { Graph } from "./graph.ts";
import { ops } from "./ops/index.ts";
import { sameShape, showType } from "./shape.ts";
import type { OutputType } from "./operator.ts";
import type { OperatorNode, Value } from "./value.ts";

/**
 * Checks what every pass must leave true: known operators only, each node after what it reads, types
 * as the operator's own rule gives them, names given and unique, inputs and outputs in place.
 *
 * Nodes of other domains than ai.onnx are checked for order and names only.
 * @throws AppError GRAPH_INVALID naming the value and the problem
 */
export function verifyGraph(graph: Graph): void {
  const ready = new Set<Value>();
  const taken = new Set<string>();
  const define = (value: Value): void => {
    const name = graph.names.get(value);
    if (name === undefined) fail("GRAPH_INVALID", showType(value), "the value has no name");
    if (taken.has(name)) fail("GRAPH_INVALID", `'${name}'`, "the name is used twice");
    taken.add(name);
    ready.add(value);
  };

  graph.inputs.forEach(define);
  for (const node of graph.nodes) {
    const where = nodeName(graph, node);
    for (const value of node.inputs) {
      if (!value || value.node.kind === "constant" || ready.has(value)) continue;
      const read = graph.names.get(value) ?? showType(value);
      fail("GRAPH_INVALID", where, `it reads '${read}' before that is made`);
    }
    verifyTypes(node, where);
    node.outputs.forEach(define);
  }
  for (const [name, value] of Object.entries(graph.outputs)) {
    if (!ready.has(value) || graph.names.get(value) !== name) {
      fail("GRAPH_INVALID", `output '${name}'`, "no node makes it under that name");
    }
  }
}

function verifyTypes(node: OperatorNode, where: string): void {
  if (node.domain !== "") return;
  if (!ops.has(node.op)) fail("GRAPH_INVALID", where, "unknown operator");
  let expected: readonly OutputType[];
  try {
    expected = ops.get(node.op).infer(node.inputs, node.attributes);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    failFrom(cause, "GRAPH_INVALID", where, problem);
  }
  const fits =
    expected.length === node.outputs.length &&
    node.outputs.every((value, i) => {
      const type = expected[i];
      return value.dtype === type?.dtype && sameShape(value.shape, type.shape);
    });
  if (!fits) {
    const list = (types: readonly OutputType[]): string => types.map(showType).join(", ");
    fail("GRAPH_INVALID", where, `expected ${list(expected)}, found ${list(node.outputs)}`);
  }
}

function nodeName(graph: Graph, node: OperatorNode): string {
  const [first] = node.outputs;
  return `${node.op} '${(first && graph.names.get(first)) ?? "?"}'`;
}
