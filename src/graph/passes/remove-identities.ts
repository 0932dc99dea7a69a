import type { Graph } from "../graph.ts";
import { readIntegers } from "../integers.ts";
import { sameShape } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { rewriteGraph, type RewriteRule } from "./rewrite-graph.ts";

/**
 * Takes out what hands its input on: `Identity`, `StopGradient` (whose work is done once the gradients
 * are part of the graph), reshapes, expansions, transposes, slices and casts that change nothing. Exact.
 */
export const removeIdentities: GraphPass = {
  name: "remove-identities",
  run: (graph) => {
    const isNamer = namersOf(graph);
    const rule: RewriteRule = (node, original) =>
      isIdentity(node) && !isNamer(original) ? node.inputs[0] : undefined;
    return rewriteGraph(graph, Object.fromEntries(candidates.map((op) => [op, rule])));
  },
};

/** Identities that give a leaf, or a value that has a name already, the name of an output. */
function namersOf(graph: Graph): (node: OperatorNode) => boolean {
  const outputs = new Set<Value | undefined>(Object.values(graph.outputs));
  return ({ inputs: [x], outputs: [y] }) =>
    outputs.has(y) && (x?.node.kind !== "operator" || outputs.has(x));
}

/** Operators that `isIdentity` may say yes to. */
const candidates = [
  "Cast",
  "Concat",
  "Expand",
  "Identity",
  "Reshape",
  "Slice",
  "StopGradient",
  "Transpose",
];

function isIdentity(node: OperatorNode): boolean {
  const x = node.inputs[0]!;
  const y = node.outputs[0]!;
  switch (node.op) {
    case "Identity":
    case "StopGradient":
      return true;
    case "Cast":
      return x.dtype === y.dtype;
    case "Reshape":
    case "Expand":
      return sameShape(x.shape, y.shape);
    case "Concat":
      return node.inputs.length === 1;
    case "Slice":
      return (
        sameShape(x.shape, y.shape) && readIntegers("Slice", node.inputs[4]!).every((n) => n === 1)
      );
    case "Transpose": {
      const { perm } = node.attributes;
      return perm?.kind === "ints" && perm.value.every((axis, i) => axis === i);
    }
    default:
      return false;
  }
}
