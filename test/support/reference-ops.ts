import type { OperatorNode, Shape } from "../../src/graph/value.ts";

export interface Tensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** The data of each output, in order. The shapes are taken from the node. */
type Kernel = (
  inputs: readonly (Tensor | undefined)[],
  node: OperatorNode,
) => readonly Float64Array[];

type Index = readonly number[];

/** Every index of `shape`, row-major. */
function* indicesOf(shape: Shape): Generator<Index> {
  const index = shape.map(() => 0);
  const count = shape.reduce((n, size) => n * size, 1);
  for (let i = 0; i < count; i++) {
    yield [...index];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

function offsetOf(shape: Shape, index: Index): number {
  return shape.reduce((at, size, axis) => at * size + index[axis]!, 0);
}

/** Reads at an index of a shape that `x` was broadcast to. */
function at(x: Tensor, index: Index): number {
  const skip = index.length - x.shape.length;
  return x.data[
    offsetOf(
      x.shape,
      x.shape.map((size, axis) => (size === 1 ? 0 : index[axis + skip]!)),
    )
  ]!;
}

function fill(shape: Shape, value: (index: Index) => number): Float64Array {
  return Float64Array.from(indicesOf(shape), value);
}

function required(inputs: readonly (Tensor | undefined)[], i: number): Tensor {
  const found = inputs[i];
  if (!found) throw new Error(`input ${i} is missing`);
  return found;
}

const setting = (node: OperatorNode, name: string): unknown => node.attributes[name]?.value;
const numberOf = (node: OperatorNode, name: string): number => setting(node, name) as number;
const listOf = (node: OperatorNode, name: string): readonly number[] =>
  setting(node, name) as readonly number[];

const unary =
  (f: (x: number) => number): Kernel =>
  ([x]) => [x!.data.map(f)];

const binary =
  (f: (a: number, b: number) => number): Kernel =>
  ([a, b], node) => [fill(node.outputs[0]!.shape, (index) => f(at(a!, index), at(b!, index)))];

const same: Kernel = ([x]) => [x!.data];

/** Calls `f` with each element and the scale and the zero point of its index of `axis`. */
const scaled =
  (f: (x: number, scale: number, zeroPoint: number) => number): Kernel =>
  ([x, scale, zeroPoint], node) => {
    const axis = numberOf(node, "axis");
    return [
      fill(x!.shape, (index) => {
        const i = index[axis] ?? 0;
        return f(at(x!, index), scale!.data[i]!, zeroPoint!.data[i]!);
      }),
    ];
  };

const dequantize = scaled((x, scale, zeroPoint) => (x - zeroPoint) * scale);

const quantize = scaled((x, scale, zeroPoint) => {
  const nearest = roundHalfToEven(x / scale);
  return Math.min(255, Math.max(0, nearest + zeroPoint));
});

/** The element of x, or undefined in the padding, for each output index. */
const moved =
  (source: (index: Index, node: OperatorNode, x: Tensor) => Index): Kernel =>
  ([x], node) => [fill(node.outputs[0]!.shape, (index) => at(x!, source(index, node, x!)))];

/** Groups the elements of x by their index with `axes` set to 0, and folds each group. */
function groups(x: Tensor, axes: readonly number[]): Map<number, number[]> {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const found = new Map<number, number[]>();
  let i = 0;
  for (const index of indicesOf(x.shape)) {
    const key = offsetOf(
      kept,
      index.map((at, axis) => (axes.includes(axis) ? 0 : at)),
    );
    const group = found.get(key) ?? [];
    group.push(x.data[i++]!);
    found.set(key, group);
  }
  return found;
}

const reduction =
  (fold: (elements: readonly number[]) => number): Kernel =>
  (inputs) => {
    const x = required(inputs, 0);
    const found = groups(x, [...required(inputs, 1).data]);
    return [Float64Array.from([...found.values()].map(fold))];
  };

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
const mean = (list: readonly number[]): number => sum(list) / list.length;

/** Abramowitz and Stegun 7.1.5 (series) and 7.1.14 (continued fraction): about 1e-15. */
function erfReference(x: number): number {
  const z = Math.abs(x);
  if (z < 2.5) {
    let term = z;
    let total = z;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(total) && n < 200; n++) {
      term *= (-z * z) / n;
      total += term / (2 * n + 1);
    }
    return Math.sign(x) * total * (2 / Math.sqrt(Math.PI));
  }
  let fraction = 0;
  for (let k = 100; k > 0; k--) fraction = k / 2 / (z + fraction);
  return Math.sign(x) * (1 - Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction));
}

/** softmax along one axis: the log of each element's share. */
function logShares(x: Tensor, axis: number): Float64Array {
  const found = groups(x, [axis]);
  const kept = x.shape.map((size, i) => (i === axis ? 1 : size));
  return fill(x.shape, (index) => {
    const group = found.get(
      offsetOf(
        kept,
        index.map((i, d) => (d === axis ? 0 : i)),
      ),
    )!;
    const top = Math.max(...group);
    return at(x, index) - top - Math.log(sum(group.map((value) => Math.exp(value - top))));
  });
}

const conv: Kernel = (inputs, node) => {
  const [x, w, b] = [required(inputs, 0), required(inputs, 1), inputs[2]];
  const group = numberOf(node, "group");
  const [strides, pads, dilations] = ["strides", "pads", "dilations"].map((n) => listOf(node, n));
  const [features = 0, perGroup = 0, ...kernel] = w.shape;
  const spatial = x.shape.slice(2);
  return [
    fill(node.outputs[0]!.shape, ([n = 0, m = 0, ...place]) => {
      const first = Math.floor(m / (features / group)) * perGroup;
      let total = b ? b.data[m]! : 0;
      for (const [c = 0, ...tap] of indicesOf([perGroup, ...kernel])) {
        const where = tap.map((t, i) => place[i]! * strides![i]! + t * dilations![i]! - pads![i]!);
        if (where.some((i, axis) => i < 0 || i >= spatial[axis]!)) continue;
        total += at(x, [n, first + c, ...where]) * at(w, [m, c, ...tap]);
      }
      return total;
    }),
  ];
};

const convTranspose: Kernel = (inputs, node) => {
  const [x, w, b] = [required(inputs, 0), required(inputs, 1), inputs[2]];
  const shape = node.outputs[0]!.shape;
  const group = numberOf(node, "group");
  const [strides, pads, dilations] = ["strides", "pads", "dilations"].map((n) => listOf(node, n));
  const [channels = 0, perGroup = 0, ...kernel] = w.shape;
  const out = fill(shape, ([, m]) => (b ? b.data[m!]! : 0));
  for (const [n = 0, c = 0, ...place] of indicesOf(x.shape)) {
    const first = Math.floor(c / (channels / group)) * perGroup;
    for (const [m = 0, ...tap] of indicesOf([perGroup, ...kernel])) {
      const where = tap.map((t, i) => place[i]! * strides![i]! + t * dilations![i]! - pads![i]!);
      if (where.some((i, axis) => i < 0 || i >= shape[axis + 2]!)) continue;
      out[offsetOf(shape, [n, first + m, ...where])]! +=
        at(x, [n, c, ...place]) * at(w, [c, m, ...tap]);
    }
  }
  return [out];
};

const pooling =
  (fold: (elements: readonly number[]) => number): Kernel =>
  (inputs, node) => {
    const x = required(inputs, 0);
    const [kernel, strides, pads, dilations] = ["kernel_shape", "strides", "pads", "dilations"].map(
      (n) => listOf(node, n),
    );
    const spatial = x.shape.slice(2);
    const countsPads = setting(node, "count_include_pad") === 1;
    return [
      fill(node.outputs[0]!.shape, ([n = 0, c = 0, ...place]) => {
        const seen: number[] = [];
        for (const tap of indicesOf(kernel!)) {
          const where = tap.map(
            (t, i) => place[i]! * strides![i]! + t * dilations![i]! - pads![i]!,
          );
          const isInside = where.every((i, axis) => i >= 0 && i < spatial[axis]!);
          if (isInside) seen.push(at(x, [n, c, ...where]));
          else if (countsPads) seen.push(0);
        }
        return fold(seen);
      }),
    ];
  };

const matMul: Kernel = (inputs, node) => {
  const [a, b] = [required(inputs, 0), required(inputs, 1)];
  const inner = a.shape.at(-1)!;
  return [
    fill(node.outputs[0]!.shape, (index) => {
      const [batch, row, column] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
      let total = 0;
      for (let k = 0; k < inner; k++)
        total += at(a, [...batch, row, k]) * at(b, [...batch, k, column]);
      return total;
    }),
  ];
};

const gemm: Kernel = (inputs, node) => {
  const [a, b, c] = [required(inputs, 0), required(inputs, 1), inputs[2]];
  const [transA, transB] = [numberOf(node, "transA") === 1, numberOf(node, "transB") === 1];
  const inner = a.shape[transA ? 0 : 1]!;
  return [
    fill(node.outputs[0]!.shape, ([row = 0, column = 0]) => {
      let total = 0;
      for (let k = 0; k < inner; k++) {
        total += at(a, transA ? [k, row] : [row, k]) * at(b, transB ? [column, k] : [k, column]);
      }
      const added = c ? numberOf(node, "beta") * at(c, [row, column]) : 0;
      return numberOf(node, "alpha") * total + added;
    }),
  ];
};

const layerNormalization: Kernel = (inputs, node) => {
  const [x, scale, bias] = [required(inputs, 0), required(inputs, 1), inputs[2]];
  const axis = numberOf(node, "axis");
  const found = [...groups(x, x.shape.map((_, i) => i).slice(axis)).values()];
  const means = Float64Array.from(found, mean);
  const inverse = Float64Array.from(found, (group, i) => {
    const variance = mean(group.map((value) => (value - means[i]!) ** 2));
    return 1 / Math.sqrt(variance + numberOf(node, "epsilon"));
  });
  const statistics = node.outputs[1]!.shape;
  const y = fill(x.shape, (index) => {
    const xHat =
      (at(x, index) - at({ shape: statistics, data: means }, index)) *
      at({ shape: statistics, data: inverse }, index);
    return xHat * at(scale, index) + (bias ? at(bias, index) : 0);
  });
  return [y, means, inverse];
};

const concat: Kernel = (inputs, node) => {
  const axis = numberOf(node, "axis");
  return [
    fill(node.outputs[0]!.shape, (index) => {
      let along = index[axis]!;
      for (const x of inputs) {
        if (along < x!.shape[axis]!) return at(x!, index.with(axis, along));
        along -= x!.shape[axis]!;
      }
      return NaN;
    }),
  ];
};

const split: Kernel = (inputs, node) => {
  const x = required(inputs, 0);
  const axis = numberOf(node, "axis");
  let start = 0;
  return node.outputs.map(({ shape }) => {
    const part = fill(shape, (index) => at(x, index.with(axis, index[axis]! + start)));
    start += shape[axis]!;
    return part;
  });
};

const slice: Kernel = (inputs, node) => {
  const x = required(inputs, 0);
  const [starts, , axes, steps] = [1, 2, 3, 4].map((i) => required(inputs, i).data);
  return [
    fill(node.outputs[0]!.shape, (index) => {
      const source = [...index];
      axes!.forEach((axis, i) => (source[axis] = starts![i]! + index[axis]! * steps![i]!));
      return at(x, source);
    }),
  ];
};

const gather: Kernel = (inputs, node) => {
  const [x, indices] = [required(inputs, 0), required(inputs, 1)];
  const axis = numberOf(node, "axis");
  const rank = indices.shape.length;
  return [
    fill(node.outputs[0]!.shape, (index) => {
      const named = at(indices, index.slice(axis, axis + rank));
      const entry = named < 0 ? named + x.shape[axis]! : named;
      return at(x, [...index.slice(0, axis), entry, ...index.slice(axis + rank)]);
    }),
  ];
};

/** The index of x that an index of `indices` points at along `axis`; negative counts from the end. */
function pointed(indices: Tensor, index: Index, axis: number, size: number): Index {
  const named = at(indices, index);
  return index.with(axis, named < 0 ? named + size : named);
}

const gatherElements: Kernel = (inputs, node) => {
  const [x, indices] = [required(inputs, 0), required(inputs, 1)];
  const axis = numberOf(node, "axis");
  // Not `at`: an axis of size 1 is shorter than x's here, not broadcast.
  return [
    fill(
      indices.shape,
      (index) => x.data[offsetOf(x.shape, pointed(indices, index, axis, x.shape[axis]!))]!,
    ),
  ];
};

const scatterElements: Kernel = (inputs, node) => {
  const [x, indices, updates] = [0, 1, 2].map((i) => required(inputs, i)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const axis = numberOf(node, "axis");
  const isAdded = setting(node, "reduction") === "add";
  const out = Float64Array.from(x.data);
  for (const index of indicesOf(indices.shape)) {
    const place = offsetOf(x.shape, pointed(indices, index, axis, x.shape[axis]!));
    const update = updates.data[offsetOf(updates.shape, index)]!;
    out[place] = isAdded ? out[place]! + update : update;
  }
  return [out];
};

const topK: Kernel = (inputs, node) => {
  const x = required(inputs, 0);
  const axis = numberOf(node, "axis");
  const sign = numberOf(node, "largest") === 1 ? -1 : 1;
  const shape = node.outputs[0]!.shape;
  const lines = groups(x, [axis]);
  const kept = x.shape.map((size, i) => (i === axis ? 1 : size));
  const rankings = new Map(
    [...lines].map(([key, line]) => [
      key,
      line.map((_, i) => i).sort((i, j) => sign * (line[i]! - line[j]!) || i - j),
    ]),
  );
  const chosen = fill(
    shape,
    (index) => rankings.get(offsetOf(kept, index.with(axis, 0)))![index[axis]!]!,
  );
  const values = fill(shape, (index) => at(x, index.with(axis, chosen[offsetOf(shape, index)]!)));
  return [values, chosen];
};

/** Interpolates along all axes at once: each element of 2ᵏ corners by the product of its weights. */
const resizeLinear: Kernel = (inputs, node) => {
  const x = required(inputs, 0);
  const { shape } = node.outputs[0]!;
  const transformation = setting(node, "coordinate_transformation_mode");
  const positionOf = (i: number, axis: number): number => {
    const [from, to] = [x.shape[axis]!, shape[axis]!];
    if (transformation === "align_corners") return to === 1 ? 0 : (i / (to - 1)) * (from - 1);
    const ratio = to / from;
    return transformation === "half_pixel" ? (i + 0.5) / ratio - 0.5 : i / ratio;
  };
  return [
    fill(shape, (index) => {
      const positions = index.map((i, axis) =>
        Math.min(Math.max(positionOf(i, axis), 0), x.shape[axis]! - 1),
      );
      let total = 0;
      for (const corner of indicesOf(shape.map(() => 2))) {
        const source = positions.map((p, axis) => Math.floor(p) + corner[axis]!);
        const weight = positions.reduce((w, p, axis) => {
          const beyond = p - Math.floor(p);
          return w * (corner[axis] === 1 ? beyond : 1 - beyond);
        }, 1);
        if (weight > 0) total += weight * at(x, source);
      }
      return total;
    }),
  ];
};

const repeat = moved((index, node, x) =>
  index.map((i, axis) => Math.floor((i * x.shape[axis]!) / node.outputs[0]!.shape[axis]!)),
);

/** Halves go to the even neighbour, as IEEE 754 rounds and ONNX's Round does. */
function roundHalfToEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  return down + (rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? 1 : 0);
}

const pad: Kernel = (inputs, node) => {
  const [x, pads, value] = [required(inputs, 0), required(inputs, 1), inputs[2]];
  const mode = setting(node, "mode");
  return [
    fill(node.outputs[0]!.shape, (index) => {
      const source = index.map((i, axis) => i - pads.data[axis]!);
      if (mode === "constant" && source.some((i, axis) => i < 0 || i >= x.shape[axis]!)) {
        return value?.data[0] ?? 0;
      }
      return at(
        x,
        source.map((i, axis) => {
          const size = x.shape[axis]!;
          return mode === "wrap" ? (i + size) % size : Math.min(Math.max(i, 0), size - 1);
        }),
      );
    }),
  ];
};

const clip: Kernel = ([x, low, high]) => [
  x!.data.map((value) => {
    const raised = low ? Math.max(value, low.data[0]!) : value;
    return high ? Math.min(raised, high.data[0]!) : raised;
  }),
];

const cast: Kernel = ([x], node) => {
  const { dtype } = node.outputs[0]!;
  if (dtype === "bool") return [x!.data.map((value) => (value === 0 ? 0 : 1))];
  return [dtype.startsWith("float") ? x!.data : x!.data.map(Math.trunc)];
};

/** Each operator by its definition in the ONNX operator list, in float64; true is 1, false 0. */
export const referenceOps: Readonly<Record<string, Kernel>> = {
  Abs: unary(Math.abs),
  Add: binary((a, b) => a + b),
  And: binary((a, b) => a * b),
  AveragePool: pooling(mean),
  Cast: cast,
  Ceil: unary(Math.ceil),
  Clip: clip,
  Concat: concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  Cos: unary(Math.cos),
  DequantizeLinear: dequantize,
  DepthToSpace: moved(([n = 0, c = 0, row = 0, column = 0], node) => {
    const block = numberOf(node, "blocksize");
    const channels = node.outputs[0]!.shape[1]!;
    const within = (row % block) * block + (column % block);
    return [n, within * channels + c, Math.floor(row / block), Math.floor(column / block)];
  }),
  Div: binary((a, b) => a / b),
  Equal: binary((a, b) => (a === b ? 1 : 0)),
  Erf: unary(erfReference),
  Exp: unary(Math.exp),
  Expand: moved((index) => index),
  Floor: unary(Math.floor),
  Gather: gather,
  GatherElements: gatherElements,
  Gemm: gemm,
  GlobalAveragePool: (inputs) => {
    const x = required(inputs, 0);
    const axes = x.shape.map((_, i) => i).slice(2);
    return [Float64Array.from([...groups(x, axes).values()].map(mean))];
  },
  Greater: binary((a, b) => (a > b ? 1 : 0)),
  HardSigmoid: ([x], node) => {
    const [alpha, beta] = [numberOf(node, "alpha"), numberOf(node, "beta")];
    return [x!.data.map((value) => Math.min(1, Math.max(0, alpha * value + beta)))];
  },
  Identity: same,
  IsInf: unary((x) => (Math.abs(x) === Infinity ? 1 : 0)),
  IsNaN: unary((x) => (Number.isNaN(x) ? 1 : 0)),
  LayerNormalization: layerNormalization,
  LeakyRelu: ([x], node) => [
    x!.data.map((value) => (value < 0 ? numberOf(node, "alpha") * value : value)),
  ],
  Less: binary((a, b) => (a < b ? 1 : 0)),
  Log: unary(Math.log),
  LogSoftmax: ([x], node) => [logShares(x!, numberOf(node, "axis"))],
  MatMul: matMul,
  Max: binary(Math.max),
  MaxPool: pooling((elements) => Math.max(...elements)),
  Min: binary(Math.min),
  Mul: binary((a, b) => a * b),
  Neg: unary((x) => -x),
  Not: unary((x) => 1 - x),
  Or: binary((a, b) => Math.max(a, b)),
  Pad: pad,
  Pow: binary(Math.pow),
  QuantizeLinear: quantize,
  Reciprocal: unary((x) => 1 / x),
  ReduceMax: reduction((elements) => Math.max(...elements)),
  ReduceMean: reduction(mean),
  ReduceMin: reduction((elements) => Math.min(...elements)),
  ReduceSum: reduction(sum),
  Relu: unary((x) => Math.max(x, 0)),
  Reshape: same,
  ReshapeAtRunTime: same,
  Resize: (inputs, node) =>
    setting(node, "mode") === "linear" ? resizeLinear(inputs, node) : repeat(inputs, node),
  Round: unary(roundHalfToEven),
  ScatterElements: scatterElements,
  Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  Sign: unary(Math.sign),
  Sin: unary(Math.sin),
  Slice: slice,
  Softmax: ([x], node) => [logShares(x!, numberOf(node, "axis")).map(Math.exp)],
  Softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  Split: split,
  Sqrt: unary(Math.sqrt),
  Squeeze: same,
  StopGradient: same,
  Sub: binary((a, b) => a - b),
  Tanh: unary(Math.tanh),
  TopK: topK,
  Transpose: ([x], node) => {
    const permutation = listOf(node, "perm");
    return [
      fill(node.outputs[0]!.shape, (index) =>
        at(
          x!,
          permutation.map((_, axis) => index[permutation.indexOf(axis)]!),
        ),
      ),
    ];
  },
  Unsqueeze: same,
  Where: ([condition, a, b], node) => [
    fill(node.outputs[0]!.shape, (index) => at(at(condition!, index) ? a! : b!, index)),
  ],
};
