import { attribute } from "../attributes.ts";
import { elementCount } from "../shape.ts";
import type { OperatorNode, Shape, Value } from "../value.ts";

type Unary = (x: number) => number;
type Binary = (a: number, b: number) => number;

const unary: Readonly<Record<string, Unary>> = {
  Abs: Math.abs,
  Exp: Math.exp,
  Log: Math.log,
  Neg: (x) => -x,
  Not: (x) => 1 - x,
  Reciprocal: (x) => 1 / x,
  Relu: (x) => Math.max(x, 0),
  Sign: Math.sign,
  Sqrt: Math.sqrt,
};

const binary: Readonly<Record<string, Binary>> = {
  Add: (a, b) => a + b,
  And: (a, b) => a * b,
  Div: (a, b) => a / b,
  Equal: (a, b) => Number(a === b),
  Greater: (a, b) => Number(a > b),
  Less: (a, b) => Number(a < b),
  Max: Math.max,
  Min: Math.min,
  Mul: (a, b) => a * b,
  Or: (a, b) => Math.max(a, b),
  Pow: Math.pow,
  Sub: (a, b) => a - b,
};

/**
 * What a single-output operator makes of constants, in float64; undefined for operators that are not
 * worth an evaluator: those of the gradients' ends and of shapes are.
 */
export function evaluateConstant(node: OperatorNode): Float64Array | undefined {
  const [out] = node.outputs;
  const [x, y] = node.inputs.map(dataOf);
  if (!out || !x) return undefined;
  const one = unary[node.op];
  if (one) return x.data.map(one);
  const two = binary[node.op];
  if (two) {
    if (!y) return undefined;
    const b = stretched(y.data, y.shape, out.shape);
    return stretched(x.data, x.shape, out.shape).map((left, i) => two(left, b[i]!));
  }
  switch (node.op) {
    case "Reshape":
    case "Squeeze":
    case "Unsqueeze":
      return x.data;
    case "Expand":
      return stretched(x.data, x.shape, out.shape);
    case "Transpose": {
      const strides = stridesOf(x.shape);
      const perm = attribute(node.attributes, "perm", "ints");
      const moved = perm.map((axis) => strides[axis]!);
      return pick(x.data, out.shape, moved);
    }
    case "ReduceSum":
    case "ReduceMean": {
      if (!y) return undefined;
      const kept = x.shape.map((size, axis) => (y.data.includes(axis) ? 1 : size));
      const sums = new Float64Array(elementCount(kept));
      offsets(x.shape, broadcastStrides(kept, x.shape)).forEach(
        (at, i) => (sums[at]! += x.data[i]!),
      );
      const count = x.data.length / sums.length;
      return node.op === "ReduceSum" ? sums : sums.map((sum) => sum / count);
    }
    default:
      return undefined;
  }
}

function dataOf(value: Value | undefined): { shape: Shape; data: Float64Array } | undefined {
  return value?.node.kind === "constant"
    ? { shape: value.shape, data: value.node.data }
    : undefined;
}

/** The elements of `data`, [from], as `to` has them; the very same ones where nothing is stretched. */
function stretched(data: Float64Array, from: Shape, to: Shape): Float64Array {
  const count = elementCount(to);
  if (data.length === count) return data;
  if (data.length === 1) return new Float64Array(count).fill(data[0]!);
  return pick(data, to, broadcastStrides(from, to));
}

function stridesOf(shape: Shape): Shape {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

/** Strides with which `from` is read along `to`; 0 where it is stretched. */
function broadcastStrides(from: Shape, to: Shape): Shape {
  const added = to.length - from.length;
  const strides = stridesOf(from);
  return to.map((_, axis) => ((from[axis - added] ?? 1) === 1 ? 0 : strides[axis - added]!));
}

/** Where each element of `shape`, row-major, lies in a buffer with these strides. */
function offsets(shape: Shape, strides: Shape): Int32Array {
  const list = new Int32Array(elementCount(shape));
  for (let i = 0; i < list.length; i++) {
    let rest = i;
    let at = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    list[i] = at;
  }
  return list;
}

function pick(data: Float64Array, shape: Shape, strides: Shape): Float64Array {
  return Float64Array.from(offsets(shape, strides), (at) => data[at]!);
}
