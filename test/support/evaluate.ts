import { topologicalOrder } from "../../src/graph/topology.ts";
import type { Value } from "../../src/graph/value.ts";
import { blockedOps } from "./blocked-ops.ts";
import { kernelOps } from "./kernel-ops.ts";
import { referenceOps, type Tensor } from "./reference-ops.ts";

export type { Tensor } from "./reference-ops.ts";

/** Operators of other domains than ai.onnx. */
const opsOf: Readonly<Record<string, typeof referenceOps>> = {
  "com.microsoft.nchwc": blockedOps,
  saccade: kernelOps,
};

/**
 * Runs a graph in float64, whatever its float dtypes say: the oracle for gradients and for ONNX Runtime.
 * Clear, not fast: each operator is written after its definition, one element at a time.
 *
 * @param feeds the inputs by name
 * @param held values that are what they are here, whatever they would be computed from
 */
export function evaluate(
  values: readonly Value[],
  feeds: ReadonlyMap<string, Tensor> = new Map(),
  held: ReadonlyMap<Value, Tensor> = new Map(),
): readonly Tensor[] {
  const known = new Map(held);
  // Leaves have no list of their outputs: a value of one is looked up by what it is.
  const read = (value: Value): Tensor => {
    if (value.node.kind === "constant") return { shape: value.shape, data: value.node.data };
    const name = value.node.kind === "input" ? value.node.name : undefined;
    const found = name === undefined ? known.get(value) : feeds.get(name);
    if (!found) throw new Error(`evaluate: nothing fed or computed for '${name ?? "a node"}'`);
    return found;
  };
  for (const node of topologicalOrder(values)) {
    if (node.kind !== "operator" || node.outputs.every((value) => held.has(value))) continue;
    const kernel = (opsOf[node.domain] ?? referenceOps)[node.op];
    if (!kernel) throw new Error(`evaluate: no reference for operator '${node.op}'`);
    const inputs = node.inputs.map((value) => (value ? read(value) : undefined));
    const results = kernel(inputs, node);
    node.outputs.forEach((value, i) => {
      const data = results[i];
      const count = value.shape.reduce((n, size) => n * size, 1);
      if (data?.length !== count) {
        throw new Error(`evaluate: ${node.op} gave ${String(data?.length)} of ${count} values`);
      }
      known.set(value, { shape: value.shape, data });
    });
  }
  return values.map(read);
}
