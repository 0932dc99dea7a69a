import type { OperatorNode, Value } from "../value.ts";

/** The ai.onnx node `op` that makes `value` as its first output, if it is that. */
export function madeBy(op: string, value: Value | undefined): OperatorNode | undefined {
  const node = value?.node;
  const isIt = node?.kind === "operator" && node.domain === "" && node.op === op;
  return isIt && value?.output === 0 ? node : undefined;
}

/** Inputs of a node of which none is left out. */
export function inputsOf(node: OperatorNode): readonly Value[] {
  return node.inputs.filter((value) => value !== undefined);
}

/** The one number that a constant is filled with; undefined when there are several, or no constant. */
export function uniformValue(value: Value | undefined): number | undefined {
  if (value?.node.kind !== "constant") return undefined;
  const { data } = value.node;
  const [first] = data;
  return first !== undefined && data.every((x) => Object.is(x, first)) ? first : undefined;
}
