import type { OperatorNode, Value } from "./value.ts";

/** Operators that give their first input another shape or name and copy nothing. */
const views: ReadonlySet<string> = new Set([
  "Identity",
  "Reshape",
  "Squeeze",
  "StopGradient",
  "Unsqueeze",
]);

/**
 * Whether a node's output is its first input's memory. ONNX Runtime does that for all of these
 * operators where the output is not one of the model's.
 */
export function isView(node: OperatorNode): boolean {
  return node.domain === "" && views.has(node.op);
}

/** The value whose memory `value` is: itself, or what it is a view of. */
export function storageOf(value: Value): Value {
  let found = value;
  while (found.node.kind === "operator" && isView(found.node)) {
    const viewed = found.node.inputs[0];
    if (!viewed) break;
    found = viewed;
  }
  return found;
}
