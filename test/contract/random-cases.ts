import { AppError } from "../../src/core/errors.ts";
import { randomFor } from "../../src/core/random.ts";
import { constant, input } from "../../src/graph/leaves.ts";
import { add } from "../../src/graph/ops/add.ts";
import { averagePool } from "../../src/graph/ops/average-pool.ts";
import { concat } from "../../src/graph/ops/concat.ts";
import { convTranspose } from "../../src/graph/ops/conv-transpose.ts";
import { conv } from "../../src/graph/ops/conv.ts";
import { div } from "../../src/graph/ops/div.ts";
import { expand } from "../../src/graph/ops/expand.ts";
import { gatherElements } from "../../src/graph/ops/gather-elements.ts";
import { gather } from "../../src/graph/ops/gather.ts";
import { gemm } from "../../src/graph/ops/gemm.ts";
import { layerNormalization } from "../../src/graph/ops/layer-normalization.ts";
import { logSoftmax } from "../../src/graph/ops/log-softmax.ts";
import { matMul } from "../../src/graph/ops/mat-mul.ts";
import { maxPool } from "../../src/graph/ops/max-pool.ts";
import { max } from "../../src/graph/ops/max.ts";
import { min } from "../../src/graph/ops/min.ts";
import { mul } from "../../src/graph/ops/mul.ts";
import { pad, type PadMode } from "../../src/graph/ops/pad.ts";
import { pow } from "../../src/graph/ops/pow.ts";
import { reduceMax } from "../../src/graph/ops/reduce-max.ts";
import { reduceMean } from "../../src/graph/ops/reduce-mean.ts";
import { reduceMin } from "../../src/graph/ops/reduce-min.ts";
import { reduceSum } from "../../src/graph/ops/reduce-sum.ts";
import { resizeLinear, type ResizeCoordinates } from "../../src/graph/ops/resize-linear.ts";
import { resizeNearest } from "../../src/graph/ops/resize-nearest.ts";
import { scatterElements } from "../../src/graph/ops/scatter-elements.ts";
import { slice } from "../../src/graph/ops/slice.ts";
import { softmax } from "../../src/graph/ops/softmax.ts";
import { split } from "../../src/graph/ops/split.ts";
import { sub } from "../../src/graph/ops/sub.ts";
import { topK } from "../../src/graph/ops/top-k.ts";
import { transpose } from "../../src/graph/ops/transpose.ts";
import { where } from "../../src/graph/ops/where.ts";
import { elementCount, withSize } from "../../src/graph/shape.ts";
import type { Shape, Value } from "../../src/graph/value.ts";
import type { OperatorCase } from "./operator-case.ts";

const seed = 20;

/** Small numbers for shapes and options: sizes of 1, odd strides and one-sided pads come by themselves. */
interface Draw {
  /** From `low` to `high`, both possible. */
  whole(low: number, high: number): number;
  wholes(count: number, low: number, high: number): number[];
  pick<T>(list: readonly T[]): T;
  /** `count` different ones of 0 … size − 1, in random order. */
  sample(size: number, count: number): number[];
  indices(shape: Shape, size: number): Value;
}

function drawFor(...stream: string[]): Draw {
  const random = randomFor(seed, ...stream);
  const whole = (low: number, high: number): number =>
    low + Math.floor(random.uniform() * (high - low + 1));
  const wholes = (count: number, low: number, high: number): number[] =>
    Array.from({ length: count }, () => whole(low, high));
  const sample = (size: number, count: number): number[] => {
    const left = Array.from({ length: size }, (_, i) => i);
    return Array.from({ length: count }, () => left.splice(whole(0, left.length - 1), 1)[0]!);
  };
  return {
    whole,
    wholes,
    sample,
    pick: (list) => list[whole(0, list.length - 1)]!,
    indices: (shape, size) =>
      constant(shape, wholes(elementCount(shape), -size, size - 1), "int64"),
  };
}

interface Drawn {
  readonly build: OperatorCase["build"];
  readonly shapes: readonly Shape[];
  /** What was drawn besides the shapes. */
  readonly options?: object;
  readonly range?: readonly [number, number];
}

/** `count` cases of one operator. What the operator refuses is drawn again. */
function drawn(op: string, count: number, make: (draw: Draw) => Drawn): OperatorCase[] {
  const draw = drawFor("random-cases", op);
  return Array.from({ length: count }, (_, i) => {
    for (let attempt = 0; attempt < 1000; attempt++) {
      const { build, shapes, options = {}, range } = make(draw);
      if (isRefused(build, shapes)) continue;
      const shows = `drawn ${i} ${JSON.stringify(options).replaceAll('"', "")}`;
      return { op, shows, build, shapes, ...(range ? { range } : {}) };
    }
    throw new Error(`no case of ${op} that it takes`);
  });
}

function isRefused(build: OperatorCase["build"], shapes: readonly Shape[]): boolean {
  try {
    build(...shapes.map((shape, i) => input(`x${i}`, "float32", shape)));
    return false;
  } catch (error) {
    if (error instanceof AppError && error.code === "SHAPE_MISMATCH") return true;
    throw error;
  }
}

/** Shapes that broadcast to one: some sizes made 1, some leading axes left out. */
function broadcastable(draw: Draw, count: number): Shape[] {
  const full = draw.wholes(draw.whole(1, 4), 1, 3);
  return Array.from({ length: count }, () =>
    full.slice(draw.whole(0, full.length)).map((size) => (draw.whole(0, 2) === 0 ? 1 : size)),
  );
}

const binary = (
  op: string,
  build: (a: Value, b: Value) => Value,
  range?: readonly [number, number],
): OperatorCase[] =>
  drawn(op, 3, (draw) => ({
    build: (a, b) => build(a, b),
    shapes: broadcastable(draw, 2),
    ...(range ? { range } : {}),
  }));

const reduction = (op: string, build: typeof reduceSum): OperatorCase[] =>
  drawn(op, 3, (draw) => {
    const shape = draw.wholes(draw.whole(1, 4), 1, 3);
    const axes = draw.sample(shape.length, draw.whole(1, shape.length));
    const keepDims = draw.whole(0, 1) === 1;
    return {
      build: (x) => build(x, axes, keepDims),
      shapes: [shape],
      options: { axes, keepDims },
    };
  });

const windows = (draw: Draw, rank: number) => ({
  strides: draw.wholes(rank, 1, 3),
  dilations: draw.wholes(rank, 1, 3),
  pads: draw.wholes(2 * rank, 0, 2),
});

const convolution = (draw: Draw): Drawn => {
  const rank = draw.whole(1, 2);
  const group = draw.whole(1, 3);
  const [perGroup, filters] = [draw.whole(1, 2), draw.whole(1, 2)];
  const shapes: Shape[] = [
    [draw.whole(1, 2), group * perGroup, ...draw.wholes(rank, 1, 7)],
    [group * filters, perGroup, ...draw.wholes(rank, 1, 3)],
    ...(draw.whole(0, 1) === 1 ? [[group * filters]] : []),
  ];
  const options = { ...windows(draw, rank), group };
  return { build: (x, w, b) => conv(x, w, b, options), shapes, options };
};

const transposedConvolution = (draw: Draw): Drawn => {
  const rank = draw.whole(1, 2);
  const group = draw.whole(1, 3);
  const [perGroup, filters] = [draw.whole(1, 2), draw.whole(1, 2)];
  const shapes: Shape[] = [
    [draw.whole(1, 2), group * perGroup, ...draw.wholes(rank, 1, 4)],
    [group * perGroup, filters, ...draw.wholes(rank, 1, 3)],
    ...(draw.whole(0, 1) === 1 ? [[group * filters]] : []),
  ];
  const window = windows(draw, rank);
  const outputPadding = window.strides.map((stride) => draw.whole(0, stride - 1));
  const options = { ...window, group, outputPadding };
  return { build: (x, w, b) => convTranspose(x, w, b, options), shapes, options };
};

const pooling = (op: string, build: typeof averagePool): OperatorCase[] =>
  drawn(op, 8, (draw) => {
    const rank = draw.whole(1, 2);
    const countsPads = op === "AveragePool" ? { countsPads: draw.whole(0, 1) === 1 } : {};
    const options = { kernel: draw.wholes(rank, 1, 3), ...windows(draw, rank), ...countsPads };
    return {
      build: (x) => build(x, options),
      shapes: [[draw.whole(1, 2), draw.whole(1, 2), ...draw.wholes(rank, 1, 7)]],
      options,
    };
  });

const padding = (mode: PadMode): OperatorCase[] =>
  drawn("Pad", 3, (draw) => {
    const rank = draw.whole(1, 3);
    const options = { before: draw.wholes(rank, 0, 3), after: draw.wholes(rank, 0, 3), mode };
    return { build: (x) => pad(x, options), shapes: [draw.wholes(rank, 1, 3)], options };
  });

const slicing = (draw: Draw): Drawn => {
  const shape = draw.wholes(draw.whole(1, 3), 1, 6);
  const axes = draw.sample(shape.length, draw.whole(1, shape.length));
  const starts = axes.map((axis) => draw.whole(0, shape[axis]! - 1));
  const ends = axes.map((axis, i) => draw.whole(starts[i]! + 1, shape[axis]!));
  const options = { axes, starts, ends, steps: draw.wholes(axes.length, 1, 3) };
  return { build: (x) => slice(x, options), shapes: [shape], options };
};

const along = (op: string, build: (x: Value, axis: number) => Value): OperatorCase[] =>
  drawn(op, 3, (draw) => {
    const shape = draw.wholes(draw.whole(1, 3), 1, 4);
    const axis = draw.whole(-shape.length, shape.length - 1);
    return { build: (x) => build(x, axis), shapes: [shape], options: { axis } };
  });

const gathered = (draw: Draw): Drawn => {
  const shape = draw.wholes(draw.whole(1, 3), 1, 4);
  const axis = draw.whole(0, shape.length - 1);
  const indices = draw.indices(draw.wholes(draw.whole(0, 2), 1, 3), shape[axis]!);
  return { build: (x) => gather(x, indices, axis), shapes: [shape], options: { axis } };
};

const gatheredElements = (draw: Draw): Drawn => {
  const shape = draw.wholes(draw.whole(1, 3), 1, 4);
  const axis = draw.whole(0, shape.length - 1);
  const part = shape.map((size, i) => (i === axis ? draw.whole(1, 5) : draw.whole(1, size)));
  const indices = draw.indices(part, shape[axis]!);
  return { build: (x) => gatherElements(x, indices, axis), shapes: [shape], options: { axis } };
};

const scatteredSum = (draw: Draw): Drawn => {
  const shape = draw.wholes(draw.whole(1, 3), 1, 4);
  const axis = draw.whole(0, shape.length - 1);
  const part = shape.map((size, i) => (i === axis ? draw.whole(1, 5) : draw.whole(1, size)));
  const indices = draw.indices(part, shape[axis]!);
  const options = { axis, reduction: "add" } as const;
  return {
    build: (x, updates) => scatterElements(x, indices, updates, options),
    shapes: [shape, part],
    options,
  };
};

const scatteredRows = (draw: Draw): Drawn => {
  const [size, width] = [draw.whole(1, 4), draw.whole(1, 3)];
  const rows = draw.sample(size, draw.whole(1, size));
  const part = [rows.length, draw.whole(1, width)];
  // No element is named twice: which one wins would not be defined.
  const named = rows.flatMap((row) => Array.from({ length: part[1]! }, () => row));
  const indices = constant(part, named, "int64");
  return {
    build: (x, updates) => scatterElements(x, indices, updates, { axis: 0 }),
    shapes: [[size, width], part],
    options: { rows },
  };
};

const resized = (draw: Draw): Drawn => {
  const rank = draw.whole(1, 2);
  const coordinates: ResizeCoordinates = draw.pick(["half-pixel", "asymmetric", "align-corners"]);
  const sizes = draw.wholes(rank, 1, 8);
  return {
    build: (x) => resizeLinear(x, sizes, { coordinates }),
    shapes: [[draw.whole(1, 2), draw.whole(1, 2), ...draw.wholes(rank, 1, 5)]],
    options: { sizes, coordinates },
  };
};

const repeated = (draw: Draw): Drawn => {
  const shape = [1, draw.whole(1, 2), ...draw.wholes(2, 1, 3)];
  const scales = [1, 1, ...draw.wholes(2, 1, 3)];
  return { build: (x) => resizeNearest(x, scales), shapes: [shape], options: { scales } };
};

const product = (draw: Draw): Drawn => {
  const [rows, inner, columns] = draw.wholes(3, 1, 4) as [number, number, number];
  const [a, b] = broadcastable(draw, 2) as [Shape, Shape];
  return {
    build: (x, y) => matMul(x, y),
    shapes: [
      [...a.slice(-2), rows, inner],
      [...b.slice(-2), inner, columns],
    ],
  };
};

const generalProduct = (draw: Draw): Drawn => {
  const [rows, inner, columns] = draw.wholes(3, 1, 4) as [number, number, number];
  const [transA, transB] = [draw.whole(0, 1) === 1, draw.whole(0, 1) === 1];
  const c = draw.pick<Shape>([[rows, columns], [columns], [rows, 1], [1, columns], []]);
  const options = { transA, transB, alpha: 0.5, beta: 3 };
  return {
    build: (x, y, z) => gemm(x, y, z, options),
    shapes: [
      transA ? [inner, rows] : [rows, inner],
      transB ? [columns, inner] : [inner, columns],
      c,
    ],
    options,
  };
};

const normalized = (draw: Draw): Drawn => {
  const shape = draw.wholes(draw.whole(2, 4), 2, 4);
  const axis = draw.whole(0, shape.length - 1);
  const affine = shape.slice(axis);
  return {
    build: (x, scale, bias) => layerNormalization(x, scale, bias, { axis, epsilon: 0.01 }).y,
    shapes: [shape, affine, affine],
    options: { axis },
  };
};

const chosen = (draw: Draw): Drawn => {
  const [condition, a, b] = broadcastable(draw, 3) as [Shape, Shape, Shape];
  const mask = constant(condition, draw.wholes(elementCount(condition), 0, 1), "bool");
  return { build: (x, y) => where(mask, x, y), shapes: [a, b], options: { condition } };
};

const joined = (draw: Draw): Drawn => {
  const shape = draw.wholes(draw.whole(1, 3), 1, 3);
  const axis = draw.whole(0, shape.length - 1);
  const shapes = draw.wholes(draw.whole(1, 4), 1, 3).map((size) => withSize(shape, axis, size));
  return { build: (...xs) => concat(xs, axis), shapes, options: { axis } };
};

const parted = (draw: Draw): Drawn => {
  const sizes = draw.wholes(draw.whole(1, 4), 1, 3);
  const axis = draw.whole(0, 1);
  const shape = withSize(
    [2, 2],
    axis,
    sizes.reduce((a, b) => a + b),
  );
  const part = draw.whole(0, sizes.length - 1);
  return {
    build: (x) => split(x, sizes, axis)[part]!,
    shapes: [shape],
    options: { sizes, axis, part },
  };
};

const stretched = (draw: Draw): Drawn => {
  const target = draw.wholes(draw.whole(1, 4), 1, 3);
  const from = target
    .slice(draw.whole(0, target.length))
    .map((size) => (draw.whole(0, 1) === 0 ? 1 : size));
  return { build: (x) => expand(x, target), shapes: [from], options: { target } };
};

const permuted = (draw: Draw): Drawn => {
  const shape = draw.wholes(draw.whole(2, 4), 1, 3);
  const permutation = draw.sample(shape.length, shape.length);
  return { build: (x) => transpose(x, permutation), shapes: [shape], options: { permutation } };
};

const highest = (draw: Draw): Drawn => {
  const shape = draw.wholes(draw.whole(1, 3), 1, 5);
  const axis = draw.whole(0, shape.length - 1);
  const options = { axis, k: draw.whole(1, shape[axis]!), isLargest: draw.whole(0, 1) === 1 };
  return { build: (x) => topK(x, options).values, shapes: [shape], options };
};

const positive = [0.2, 2] as const;

/** Shapes and options drawn from a fixed seed, beside the ones that were thought of. */
export const randomCases: readonly OperatorCase[] = [
  ...binary("Add", add),
  ...pooling("AveragePool", averagePool),
  ...drawn("Concat", 3, joined),
  ...drawn("Conv", 16, convolution),
  ...drawn("ConvTranspose", 16, transposedConvolution),
  ...binary("Div", div, positive),
  ...drawn("Expand", 3, stretched),
  ...drawn("Gather", 3, gathered),
  ...drawn("GatherElements", 4, gatheredElements),
  ...drawn("Gemm", 5, generalProduct),
  ...drawn("LayerNormalization", 4, normalized),
  ...along("LogSoftmax", logSoftmax),
  ...drawn("MatMul", 6, product),
  ...binary("Max", max),
  ...pooling("MaxPool", maxPool),
  ...binary("Min", min),
  ...binary("Mul", mul),
  ...padding("constant"),
  ...padding("edge"),
  ...padding("wrap"),
  ...binary("Pow", pow, positive),
  ...reduction("ReduceMax", reduceMax),
  ...reduction("ReduceMean", reduceMean),
  ...reduction("ReduceMin", reduceMin),
  ...reduction("ReduceSum", reduceSum),
  ...drawn("Resize", 10, resized),
  ...drawn("Resize", 3, repeated),
  ...drawn("ScatterElements", 4, scatteredSum),
  ...drawn("ScatterElements", 3, scatteredRows),
  ...drawn("Slice", 6, slicing),
  ...along("Softmax", softmax),
  ...drawn("Split", 3, parted),
  ...binary("Sub", sub),
  ...drawn("TopK", 4, highest),
  ...drawn("Transpose", 3, permuted),
  ...drawn("Where", 3, chosen),
];
