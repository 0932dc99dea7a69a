import type { Value } from "./value.ts";

/** Operators that hand their first input on under another shape or name: no byte is written. */
const views: ReadonlySet<string> = new Set([
  "Identity",
  "Reshape",
  "ReshapeAtRunTime",
  "Squeeze",
  "StopGradient",
  "Unsqueeze",
]);

/** Whether `value` is another value's memory under a shape or name of its own. */
export function isView(value: Value): boolean {
  return value.node.kind === "operator" && views.has(value.node.op);
}

/** The value whose memory `value` lies in: itself, or what it is a view of. */
export function storageOf(value: Value): Value {
  let current = value;
  while (current.node.kind === "operator" && views.has(current.node.op)) {
    current = current.node.inputs[0]!;
  }
  return current;
}
