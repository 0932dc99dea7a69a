import type { AttributeValue } from "./attributes.ts";
import type { Graph } from "./graph.ts";
import { nowhere, pathOf } from "./label.ts";
import { showType } from "./shape.ts";
import type { OperatorNode, Value } from "./value.ts";

const longestInline = 8;

/**
 * The graph as people read it, one line a node: `%3 = MatMul(%1, weight) : float32[32, 64]`. A line
 * `# backward/encoder/stem` says where the nodes after it belong, whenever that changes.
 *
 * Short constants are written out, long ones by their type. Equal graphs print equally.
 */
export function printGraph(graph: Graph): string {
  const name = (value: Value): string => graph.names.get(value) ?? showConstant(value);
  const typed = (value: Value): string => `${name(value)}: ${showType(value)}`;
  return [
    `graph ${graph.name}(${graph.inputs.map(typed).join(", ")})`,
    ...graph.nodes.flatMap((node, i) => {
      const path = pathOf(node);
      const isSame = path === pathOf(graph.nodes[i - 1] ?? nowhere);
      const heading = isSame ? [] : [`  # ${path === "" ? "forward" : path}`];
      return [...heading, `  ${showNode(node, name)}`];
    }),
    `  return ${Object.keys(graph.outputs).join(", ")}`,
    "",
  ].join("\n");
}

function showNode(node: OperatorNode, name: (value: Value) => string): string {
  const made = node.outputs.map(name).join(", ");
  const read = node.inputs.map((value) => (value ? name(value) : "_"));
  const settings = Object.entries(node.attributes).map(([key, a]) => `${key}=${showAttribute(a)}`);
  const op = node.domain === "" ? node.op : `${node.domain}.${node.op}`;
  const types = node.outputs.map(showType).join(", ");
  return `${made} = ${op}(${[...read, ...settings].join(", ")}) : ${types}`;
}

function showAttribute({ value }: AttributeValue): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  return `[${value.join(", ")}]`;
}

function showConstant(value: Value): string {
  const data = value.node.kind === "constant" ? value.node.data : [];
  if (data.length > longestInline || value.shape.length > 1) return `constant ${showType(value)}`;
  const list = Array.from(data, String).join(", ");
  return value.shape.length === 0 ? list : `[${list}]`;
}
