import { zeroAfter } from "./derived/zero-after.ts";
import { defineGraph, type Graph } from "./graph.ts";
import { nowhere, placed } from "./label.ts";
import { scalar } from "./leaves.ts";
import { add } from "./ops/add.ts";
import { reshapeAtRunTime } from "./ops/reshape-at-run-time.ts";
import { rebuild } from "./rebuild.ts";
import { isView, storageOf } from "./storage.ts";
import { topologicalOrder } from "./topology.ts";
import { valueBytes } from "./value-bytes.ts";
import type { Node, Value } from "./value.ts";

/** Smaller values are not worth an operator more. */
const worthBytes = 16_384;

/**
 * The same graph, the shapes of its large values kept from the runtime until it runs.
 *
 * ONNX Runtime plans memory by shape before the first run: what is made late takes over the memory of
 * something of the same shape that was dropped early, and that memory is held all the time in between.
 * A step that drops activations and makes them anew wins nothing then. What has no known shape is
 * taken and given back when it is needed. It costs the reuse in place, a few percent of time.
 *
 * Comes after every pass: one that merges reshapes would undo it.
 *
 * @param names inputs that shapes are inferred from, and known again behind each Reshape
 */
export function hideShapes(graph: Graph, names: readonly string[]): Graph {
  const inputs = graph.inputs.filter((value) => names.includes(graph.names.get(value) ?? ""));
  const one = add(zeroAfter(inputs.slice(-1)), scalar(1, "int64"));
  const ofOne = new Set<Node>(topologicalOrder([one]));
  const hidden = new Map<Value, Value>();
  const hide = (value: Value): Value => {
    const place = value.node.kind === "operator" ? value.node : nowhere;
    const source = storageOf(value);
    const known =
      hidden.get(value) ?? placed(place, () => reshapeAtRunTime(source, value.shape, one));
    hidden.set(value, known);
    return known;
  };
  const outputs = Object.values(graph.outputs);
  const rebuilt = rebuild(outputs, (operand, reader) => {
    // The runtime joins a row of reshapes into its last one; with a shape inside that only the run
    // knows it fails. So a row is one reshape here, and a view is never read by another.
    if (reader.outputs.some(isView) || ofOne.has(reader)) return undefined;
    if (valueBytes(operand) < worthBytes) return undefined;
    const isHidden = inputs.includes(storageOf(operand)) || isMadeView(operand);
    return isHidden ? hide(operand) : undefined;
  });
  return defineGraph({
    name: graph.name,
    inputs: graph.inputs,
    outputs: Object.fromEntries(Object.keys(graph.outputs).map((name, i) => [name, rebuilt[i]!])),
  });
}

/** A view of something that is computed: not of a weight, or of a part of many. */
function isMadeView(value: Value): boolean {
  const { node } = storageOf(value);
  if (!isView(value) || node.kind !== "operator") return false;
  return !(node.op === "Split" && node.inputs[0]?.node.kind === "input");
}
