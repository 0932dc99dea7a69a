import { broadcastShapes } from "../broadcast.ts";
import { scalar } from "../leaves.ts";
import { ops } from "../ops/index.ts";
import { apply } from "../op.ts";
import { sameShape } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import { elementwiseNames } from "./elementwise-names.ts";
import type { GraphPass } from "./graph-pass.ts";
import { madeBy, uniformValue } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/**
 * Elementwise operators stretch their operands themselves: what was expanded for them is read as it was
 * before, and a constant full of one number becomes that number. Exact.
 */
export const shrinkOperands: GraphPass = {
  name: "shrink-operands",
  run: (graph) => rewriteGraph(graph, rules),
};

/** A `Clip` wants its limits as they are. */
const rules = Object.fromEntries(
  [...elementwiseNames].filter((op) => op !== "Clip").map((op) => [op, shrink]),
);

function shrink(node: OperatorNode): Value | undefined {
  const out = node.outputs[0]!;
  if (node.inputs.length < 2) return undefined;
  const inputs = [...node.inputs];
  inputs.forEach((value, i) => {
    const small = value && smallest(value);
    if (!small || small === value) return;
    const shapes = inputs.map((other, k) => (k === i ? small : other)?.shape ?? []);
    const stretched = shapes.reduce((a, b) => broadcastShapes(node.op, a, b));
    if (sameShape(stretched, out.shape)) inputs[i] = small;
  });
  const isSame = inputs.every((value, i) => value === node.inputs[i]);
  return isSame ? undefined : apply(ops.get(node.op), inputs, node.attributes);
}

function smallest(value: Value): Value {
  const expanded = madeBy("Expand", value)?.inputs[0];
  if (expanded) return expanded;
  if (value.shape.length === 0) return value;
  const filled = uniformValue(value);
  return filled === undefined ? value : scalar(filled, value.dtype);
}
