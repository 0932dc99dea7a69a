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

/** What `uniformValue` has found: every pass asks it of every constant. */
const known = new WeakMap<Float64Array, number | undefined>();

/** The one number that a constant is filled with; undefined when there are several, or no constant. */
export function uniformValue(value: Value | undefined): number | undefined {
  if (value?.node.kind !== "constant") return undefined;
  const { data } = value.node;
  if (known.has(data)) return known.get(data);
  const first = data[0];
  // A plain loop: the ones of a long sum are a quarter of a million.
  let i = 0;
  while (i < data.length && Object.is(data[i], first)) i++;
  const found = i === data.length ? first : undefined;
  known.set(data, found);
  return found;
}
