import { attribute } from "../attributes.ts";
import { concat } from "../ops/concat.ts";
import { reshape } from "../ops/reshape.ts";
import { elementCount, sameShape, withSize } from "../shape.ts";
import type { OperatorNode, Shape, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { inputsOf, madeBy } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/**
 * A concatenation of reshapes as one reshape of a concatenation, where the elements come in the same
 * order: shifted copies of an image, gradients of biases. Exact.
 */
export const joinReshapes: GraphPass = {
  name: "join-reshapes",
  run: (graph) => rewriteGraph(graph, { Concat: joined }),
};

function joined(node: OperatorNode): Value | undefined {
  const axis = attribute(node.attributes, "axis", "int");
  const parts = inputsOf(node);
  const reshaped = parts.filter((part) => sourceOf(part));
  const model = reshaped[0] && sourceOf(reshaped[0]);
  const isWorthIt = reshaped.length > parts.length - reshaped.length + 1;
  if (!model || !isWorthIt) return undefined;
  const along = sameDepth(model.shape, parts[0]!.shape, axis);
  if (along === undefined) return undefined;
  const sources: Value[] = [];
  for (const part of parts) {
    const size = (part.shape[axis]! * model.shape[along]!) / reshaped[0]!.shape[axis]!;
    const wanted = withSize(model.shape, along, size);
    if (!Number.isInteger(size) || elementCount(wanted) !== elementCount(part.shape))
      return undefined;
    const source = sourceOf(part);
    const fits = source && sameShape(source.shape, wanted);
    // One that is not a reshape becomes one: still fewer in all.
    if (!fits && source) return undefined;
    sources.push(fits ? source : reshape(part, wanted));
  }
  return reshape(concat(sources, along), node.outputs[0]!.shape);
}

function sourceOf(value: Value): Value | undefined {
  return madeBy("Reshape", value)?.inputs[0];
}

/** The axis of `shape` that has as many elements before it as `axis` of `other`. */
function sameDepth(shape: Shape, other: Shape, axis: number): number | undefined {
  const before = elementCount(other.slice(0, axis));
  // The last of several (those before have size 1), so that [1, C] is joined along C.
  const found = shape.findLastIndex((_, i) => elementCount(shape.slice(0, i)) === before);
  return found < 0 ? undefined : found;
}
