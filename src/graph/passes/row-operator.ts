import { attribute, int } from "../attributes.ts";
import { integers, readIntegers } from "../integers.ts";
import { applyAll } from "../op.ts";
import { ops } from "../ops/index.ts";
import { elementCount, sameShape } from "../shape.ts";
import type { OperatorNode, Shape, Value } from "../value.ts";
import { elementwiseNames } from "./elementwise-names.ts";

/**
 * A node that treats each row of the last axis like every other, so that the axes before it may as well
 * be one: products with one matrix, norms and sums over the last axis, elementwise operators.
 */
export interface RowOperator {
  /** Inputs that must come as [rows, size]; the others are read as they are. */
  readonly rows: readonly number[];
  /** The node on inputs of two axes. */
  rebuild(inputs: readonly (Value | undefined)[]): readonly Value[];
}

/** [..., C] as [rows, C]. */
export function asRows(shape: Shape): Shape {
  const columns = shape.at(-1) ?? 1;
  return [elementCount(shape) / columns, columns];
}

/** Reads a node with more than two axes as a row operator; undefined when it is none. */
export function rowOperatorOf(node: OperatorNode): RowOperator | undefined {
  const [out] = node.outputs;
  if (node.domain !== "" || !out || out.shape.length < 3) return undefined;
  const again = (inputs: readonly (Value | undefined)[], attributes = node.attributes) =>
    applyAll(ops.get(node.op), inputs, attributes);
  if (elementwiseNames.has(node.op)) return elementwise(node, out.shape, again);
  const [x, second] = node.inputs;
  const last = out.shape.length - 1;
  switch (node.op) {
    case "MatMul":
      return second?.shape.length === 2 && x!.shape.length > 2
        ? { rows: [0], rebuild: again }
        : undefined;
    case "LayerNormalization":
      return attribute(node.attributes, "axis", "int") === last
        ? { rows: [0], rebuild: (inputs) => again(inputs, { ...node.attributes, axis: int(1) }) }
        : undefined;
    case "Softmax":
    case "LogSoftmax":
      return attribute(node.attributes, "axis", "int") === last
        ? { rows: [0], rebuild: (inputs) => again(inputs, { ...node.attributes, axis: int(1) }) }
        : undefined;
    case "ReduceMax":
    case "ReduceMean":
    case "ReduceMin":
    case "ReduceSum": {
      const axes = readIntegers(node.op, second!);
      const isLast = axes.length === 1 && axes[0] === last;
      return isLast && attribute(node.attributes, "keepdims", "int") === 1
        ? { rows: [0], rebuild: ([rows]) => again([rows, integers([1])]) }
        : undefined;
    }
    default:
      return undefined;
  }
}

function elementwise(
  node: OperatorNode,
  shape: Shape,
  rebuild: RowOperator["rebuild"],
): RowOperator | undefined {
  const rows: number[] = [];
  for (const [i, value] of node.inputs.entries()) {
    if (!value) continue;
    const isColumn = sameShape(value.shape, [...shape.slice(0, -1), 1]);
    if (sameShape(value.shape, shape) || isColumn) rows.push(i);
    else if (value.shape.length > 1) return undefined;
  }
  return rows.length > 0 ? { rows, rebuild } : undefined;
}
