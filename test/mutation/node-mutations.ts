import { int, ints, text } from "../../src/graph/attributes.ts";
import { integers, readIntegers } from "../../src/graph/integers.ts";
import { scalar } from "../../src/graph/leaves.ts";
import { apply } from "../../src/graph/op.ts";
import { add } from "../../src/graph/ops/add.ts";
import { concat } from "../../src/graph/ops/concat.ts";
import { cos } from "../../src/graph/ops/cos.ts";
import { expand } from "../../src/graph/ops/expand.ts";
import { greater } from "../../src/graph/ops/greater.ts";
import { ops } from "../../src/graph/ops/index.ts";
import { less } from "../../src/graph/ops/less.ts";
import { pad } from "../../src/graph/ops/pad.ts";
import { reshape } from "../../src/graph/ops/reshape.ts";
import { sin } from "../../src/graph/ops/sin.ts";
import { where } from "../../src/graph/ops/where.ts";
import { sameShape } from "../../src/graph/shape.ts";
import type { OperatorNode, Value } from "../../src/graph/value.ts";

/** A mistake in one node: what stands in the place of one of its outputs, if it can be made there. */
export interface NodeMutation {
  readonly name: string;
  readonly mutate: (node: OperatorNode, output: Value) => Value | undefined;
}

/** A mutation of the operators named; the others it leaves alone. */
function mutation(
  name: string,
  operators: readonly string[],
  mutate: (node: OperatorNode, inputs: readonly Value[], output: Value) => Value | undefined,
): NodeMutation {
  return {
    name,
    mutate(node, output) {
      if (!operators.includes(node.op)) return undefined;
      return mutate(
        node,
        node.inputs.filter((x) => x !== undefined),
        output,
      );
    },
  };
}

const again = (node: OperatorNode, op: string, changed: OperatorNode["attributes"] = {}): Value =>
  apply(ops.get(op), node.inputs, { ...node.attributes, ...changed });

const holdsOnly = (value: Value, number: number): boolean =>
  value.node.kind === "constant" && value.node.data.every((x) => x === number);

/** Dropping a 0 from a sum or a 1 from a product would be no mistake. */
const neutral: Readonly<Record<string, number>> = { Add: 0, Sub: 0, Mul: 1, Div: 1 };

const dropped = (which: 0 | 1): NodeMutation =>
  mutation(
    `${which === 0 ? "first" : "second"} operand dropped`,
    ["Add", "Mul", "Sub", "Div"],
    (node, inputs, { shape }) => {
      if (holdsOnly(inputs[which]!, neutral[node.op]!)) return undefined;
      const left = inputs[1 - which]!;
      return sameShape(left.shape, shape) ? left : expand(left, shape);
    },
  );

/** The first number that can move by one, moved: what an off-by-one mistake does. */
const movedSlice = (by: 1 | -1) =>
  mutation(`starts ${by > 0 ? "later" : "earlier"} by one`, ["Slice"], (_, inputs) => {
    const [x, starts, ends, axes, steps] = inputs as [Value, Value, Value, Value, Value];
    const [from, to, along] = [starts, ends, axes].map((list) => [...readIntegers("Slice", list)]);
    const i = along!.findIndex(
      (axis, k) => from![k]! + by >= 0 && to![k]! + by <= (x.shape[axis] ?? 0),
    );
    if (i < 0) return undefined;
    from![i]! += by;
    to![i]! += by;
    return apply(ops.get("Slice"), [x, integers(from!), integers(to!), axes, steps]);
  });

const movedPads = (by: 1 | -1) =>
  mutation(`placed ${by > 0 ? "later" : "earlier"} by one`, ["Pad"], (node, inputs) => {
    const [x, list, value] = inputs as [Value, Value, Value | undefined];
    const pads = [...readIntegers("Pad", list)];
    const rank = x.shape.length;
    const i = x.shape.findIndex((_, axis) => pads[by > 0 ? rank + axis : axis]! > 0);
    if (i < 0) return undefined;
    pads[i]! += by;
    pads[rank + i]! -= by;
    return apply(
      ops.get("Pad"),
      value ? [x, integers(pads), value] : [x, integers(pads)],
      node.attributes,
    );
  });

const movedWindow = (by: 1 | -1) =>
  mutation(`windows ${by > 0 ? "earlier" : "later"} by one`, ["Conv", "ConvTranspose"], (node) => {
    const pads = [...(node.attributes["pads"]!.value as readonly number[])];
    const rank = pads.length / 2;
    const i = pads.slice(0, rank).findIndex((_, axis) => pads[by > 0 ? rank + axis : axis]! > 0);
    if (i < 0) return undefined;
    pads[i]! += by;
    pads[rank + i]! -= by;
    return again(node, node.op, { pads: ints(pads) });
  });

const flipped = (which: "transA" | "transB") =>
  mutation(`${which} flipped`, ["Gemm"], (node) =>
    again(node, "Gemm", { [which]: int(1 - (node.attributes[which]!.value as number)) }),
  );

/** The usual mistakes, each where an emitted node lets it be made without changing a shape. */
export const nodeMutations: readonly NodeMutation[] = [
  mutation("sign lost", ["Neg"], (_, [x]) => x),
  mutation("operands swapped", ["Sub", "Div", "MatMul", "Gemm", "Pow"], (node, inputs) =>
    apply(ops.get(node.op), [inputs[1], inputs[0], ...inputs.slice(2)], node.attributes),
  ),
  dropped(0),
  dropped(1),
  mutation("read in the old order", ["Transpose"], (_, [x], { shape }) => reshape(x!, shape)),
  flipped("transA"),
  flipped("transB"),
  movedSlice(1),
  movedSlice(-1),
  movedPads(1),
  movedPads(-1),
  movedWindow(1),
  movedWindow(-1),
  mutation("strides for dilations", ["Conv", "ConvTranspose"], (node) => {
    const { strides, dilations } = node.attributes;
    return again(node, node.op, { strides: dilations!, dilations: strides! });
  }),
  mutation("mean for sum", ["ReduceSum"], (node) => again(node, "ReduceMean")),
  mutation("largest for sum", ["ReduceSum"], (node) => again(node, "ReduceMax")),
  mutation("sum for mean", ["ReduceMean"], (node) => again(node, "ReduceSum")),
  mutation("first copy only", ["Expand"], (node, [x]) => {
    const { shape } = node.outputs[0]!;
    const aligned = reshape(x!, [...shape.slice(x!.shape.length).map(() => 1), ...x!.shape]);
    const after = shape.map((size, i) => size - aligned.shape[i]!);
    return pad(aligned, { before: shape.map(() => 0), after });
  }),
  mutation("branches swapped", ["Where"], (_, [condition, a, b]) => where(condition!, b!, a!)),
  mutation("greater for less", ["Less"], (_, [a, b]) => greater(a!, b!)),
  mutation("less for greater", ["Greater"], (_, [a, b]) => less(a!, b!)),
  mutation("sine for cosine", ["Cos"], (_, [x]) => sin(x!)),
  mutation("cosine for sine", ["Sin"], (_, [x]) => cos(x!)),
  mutation("replaced, not added", ["ScatterElements"], (node) =>
    node.attributes["reduction"]!.value === "add"
      ? again(node, node.op, { reduction: text("none") })
      : undefined,
  ),
  mutation("indices off by one", ["GatherElements", "ScatterElements"], (node, inputs) => {
    const [x, indices, ...rest] = inputs as [Value, Value, ...Value[]];
    const next = add(indices, scalar(1, indices.dtype));
    return apply(ops.get(node.op), [x, next, ...rest], node.attributes);
  }),
  mutation("last part first", ["Concat"], (node, inputs) =>
    inputs.length > 1
      ? concat(inputs.toReversed(), node.attributes["axis"]!.value as number)
      : undefined,
  ),
  mutation("another part", ["Split"], ({ outputs }, _, used) =>
    outputs.find((part) => part !== used && sameShape(part.shape, used.shape)),
  ),
  mutation("left as it is", ["Resize"], (node, [x]) => {
    const { shape } = node.outputs[0]!;
    const after = shape.map((size, i) => size - x!.shape[i]!);
    return pad(x!, { before: shape.map(() => 0), after });
  }),
];
