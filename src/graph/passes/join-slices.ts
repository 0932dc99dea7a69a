import { attribute } from "../attributes.ts";
import { readIntegers } from "../integers.ts";
import { apply } from "../op.ts";
import { concat } from "../ops/concat.ts";
import { ops } from "../ops/index.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { sameShape } from "../shape.ts";
import type { Node, OperatorNode, Value } from "../value.ts";
import { elementwiseNames } from "./elementwise-names.ts";
import type { GraphPass } from "./graph-pass.ts";
import { inputsOf, madeBy, uniformValue } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/**
 * Parts that come together again: parts of a split joined in their order are what was split, also when
 * the same was done to each; two gradients of neighbouring slices, each filled up with zeros, add up to their
 * concatenation. A slice of a slice is one. Exact, but for the sign of a zero.
 */
export const joinSlices: GraphPass = {
  name: "join-slices",
  run: (graph) =>
    rewriteGraph(graph, { Concat: joinedSplit, Add: joinedPads, Slice: sliceOfSlice }),
};

/** What `parts` are cut from, if they are all the parts of one split along `axis`, in order. */
function wholeOf(parts: readonly (Value | undefined)[], axis: number): Value | undefined {
  const source = parts[0]?.node;
  if (source?.kind !== "operator" || source.op !== "Split" || source.domain !== "")
    return undefined;
  const isWhole =
    source.outputs.length === parts.length &&
    source.outputs.every((part, i) => part === parts[i]) &&
    attribute(source.attributes, "axis", "int") === axis;
  return isWhole ? source.inputs[0] : undefined;
}

/** Parts joined again, or the same elementwise operator on all of them: then it is done on the whole. */
function joinedSplit(node: OperatorNode): Value | undefined {
  const axis = attribute(node.attributes, "axis", "int");
  const whole = wholeOf(node.inputs, axis);
  if (whole) return whole;
  const makers = inputsOf(node).map((part) => part.node);
  const [first] = makers;
  if (first?.kind !== "operator" || !elementwiseNames.has(first.op)) return undefined;
  const alike = makers.flatMap((maker) => (madeAlike(maker, first) ? [maker] : []));
  if (alike.length !== makers.length) return undefined;
  // A part that is stretched over its own partner only has no whole that could be stretched.
  const isPlain = alike.every(({ inputs, outputs: [out] }) =>
    inputs.every((x) => !x || x.shape.length === 0 || sameShape(x.shape, out!.shape)),
  );
  if (!isPlain) return undefined;
  const operands = first.inputs.map((value, k) => {
    const isShared = value?.shape.length === 0 && alike.every((maker) => maker.inputs[k] === value);
    return isShared
      ? value
      : wholeOf(
          alike.map((maker) => maker.inputs[k]),
          axis,
        );
  });
  return operands.every((value) => value !== undefined)
    ? apply(ops.get(first.op), operands, first.attributes)
    : undefined;
}

function madeAlike(node: Node, first: OperatorNode): node is OperatorNode {
  return (
    node.kind === "operator" &&
    node.op === first.op &&
    node.domain === "" &&
    node.inputs.length === first.inputs.length &&
    JSON.stringify(node.attributes) === JSON.stringify(first.attributes)
  );
}

interface Padded {
  readonly part: Value;
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** `Pad` with zeros along a single axis. */
function paddedOf(value: Value | undefined): Padded | undefined {
  const node = madeBy("Pad", value);
  const [part, list, fill] = node?.inputs ?? [];
  if (!node || !part || !list || attribute(node.attributes, "mode", "string") !== "constant") {
    return undefined;
  }
  const pads = readIntegers("Pad", list);
  const rank = part.shape.length;
  const axes = part.shape.flatMap((_, i) => (pads[i]! + pads[rank + i]! > 0 ? [i] : []));
  const [axis] = axes;
  if (axis === undefined || axes.length > 1 || uniformValue(fill) !== 0) return undefined;
  return { part, axis, before: pads[axis]!, after: pads[rank + axis]! };
}

function joinedPads(node: OperatorNode): Value | undefined {
  // Where both sums were reshaped on the way, their pads still fit together.
  const sources = node.inputs.map((value) => madeBy("Reshape", value)?.inputs[0] ?? value);
  const [a, b] = sources.map(paddedOf);
  if (!a || !b || a.axis !== b.axis) return undefined;
  const [first, second] = a.before <= b.before ? [a, b] : [b, a];
  const size = first.part.shape[first.axis]!;
  const isComplete = first.before === 0 && second.after === 0 && second.before === size;
  const [left, right] = sources.map((value) => value!.shape);
  const isSameShape =
    sameShape(left!, right!) && sameShape(node.inputs[0]!.shape, node.inputs[1]!.shape);
  if (!isComplete || !isSameShape || first.after !== second.part.shape[second.axis])
    return undefined;
  const whole = concat([first.part, second.part], first.axis);
  const { shape } = node.outputs[0]!;
  return sameShape(whole.shape, shape) ? whole : reshape(whole, shape);
}

function sliceOfSlice(node: OperatorNode): Value | undefined {
  const [x, ...lists] = inputsOf(node);
  const inner = madeBy("Slice", x);
  const [source, ...innerLists] = inner ? inputsOf(inner) : [];
  if (!x || !source) return undefined;
  const [starts, , axes, steps] = lists.map((list) => readIntegers("Slice", list));
  const [starts0, , axes0, steps0] = innerLists.map((list) => readIntegers("Slice", list));
  const merged = new Map<number, { start: number; end: number; step: number }>();
  axes0!.forEach((axis, i) => {
    const [start, step] = [starts0![i]!, steps0![i]!];
    merged.set(axis, { start, step, end: start + (x.shape[axis]! - 1) * step + 1 });
  });
  axes!.forEach((axis, i) => {
    const { start, step } = merged.get(axis) ?? { start: 0, step: 1 };
    const count = node.outputs[0]!.shape[axis]!;
    const first = start + starts![i]! * step;
    const stride = step * steps![i]!;
    merged.set(axis, { start: first, step: stride, end: first + (count - 1) * stride + 1 });
  });
  const order = [...merged].sort(([a], [b]) => a - b);
  return slice(source, {
    axes: order.map(([axis]) => axis),
    starts: order.map(([, s]) => s.start),
    ends: order.map(([, s]) => s.end),
    steps: order.map(([, s]) => s.step),
  });
}
