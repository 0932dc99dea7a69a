import { elementCount, sameShape } from "../shape.ts";
import type { OperatorNode, Shape, Value } from "../value.ts";
import { attribute } from "../attributes.ts";
import { constant } from "../leaves.ts";
import { readIntegers } from "../integers.ts";
import { reshape } from "../ops/reshape.ts";
import type { GraphPass } from "./graph-pass.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/**
 * Whatever leaves the elements in their order is a `Reshape`, one after another is one, and one that
 * leads back is none: squeezes, transposes of axes of size 1, expansions and sums over nothing. Exact.
 */
export const mergeReshapes: GraphPass = {
  name: "merge-reshapes",
  run: (graph) => rewriteGraph(graph, Object.fromEntries(candidates.map((op) => [op, merged]))),
};

function merged(node: OperatorNode): Value | undefined {
  const x = node.inputs[0]!;
  const out = node.outputs[0]!;
  if (!keepsOrder(node, x.shape, out.shape)) return undefined;
  const source = sourceOf(x);
  if (sameShape(source.shape, out.shape)) return source;
  if (source.node.kind === "constant") return constant(out.shape, source.node.data, out.dtype);
  return node.op === "Reshape" && source === x ? undefined : reshape(source, out.shape);
}

/** The first value before a chain of nodes that all keep the order. */
function sourceOf(value: Value): Value {
  let source = value;
  for (;;) {
    const { node, shape } = source;
    const [x] = node.kind === "operator" ? node.inputs : [];
    if (!x || node.kind !== "operator" || node.outputs.length > 1) return source;
    if (!keepsOrder(node, x.shape, shape)) return source;
    source = x;
  }
}

/** Operators of one result that `keepsOrder` may say yes to. */
const candidates = [
  "Expand",
  "ReduceMax",
  "ReduceMean",
  "ReduceMin",
  "ReduceSum",
  "Reshape",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
];

function keepsOrder(node: OperatorNode, from: Shape, to: Shape): boolean {
  if (node.domain !== "" || elementCount(from) !== elementCount(to)) return false;
  switch (node.op) {
    case "Reshape":
    case "Squeeze":
    case "Unsqueeze":
    case "Expand":
      return true;
    case "ReduceSum":
    case "ReduceMean":
    case "ReduceMin":
    case "ReduceMax":
      return readIntegers(node.op, node.inputs[1]!).length > 0;
    case "Transpose": {
      const moved = attribute(node.attributes, "perm", "ints").filter((axis) => from[axis] !== 1);
      return moved.every((axis, i) => i === 0 || axis > moved[i - 1]!);
    }
    default:
      return false;
  }
}
