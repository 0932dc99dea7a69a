import { constant, scalar } from "../../src/graph/leaves.ts";
import { abs } from "../../src/graph/ops/abs.ts";
import { clip } from "../../src/graph/ops/clip.ts";
import { div } from "../../src/graph/ops/div.ts";
import { leakyRelu } from "../../src/graph/ops/leaky-relu.ts";
import { log } from "../../src/graph/ops/log.ts";
import { maxPool } from "../../src/graph/ops/max-pool.ts";
import { max } from "../../src/graph/ops/max.ts";
import { min } from "../../src/graph/ops/min.ts";
import { reduceMax } from "../../src/graph/ops/reduce-max.ts";
import { reduceMin } from "../../src/graph/ops/reduce-min.ts";
import { relu } from "../../src/graph/ops/relu.ts";
import { topK } from "../../src/graph/ops/top-k.ts";
import { where } from "../../src/graph/ops/where.ts";
import type { Shape, Value } from "../../src/graph/value.ts";

/** A point where an operator has no derivative, and the gradient that it has there by decree. */
export interface KinkCase {
  readonly op: string;
  readonly shows: string;
  readonly build: (...inputs: Value[]) => Value;
  readonly inputs: readonly { readonly shape: Shape; readonly data: readonly number[] }[];
  /** Of the sum of the output, one list an input. */
  readonly gradients: readonly (readonly number[])[];
}

const vector = (...data: number[]): KinkCase["inputs"][number] => ({ shape: [data.length], data });
const isPositive = constant([2], [0, 1], "bool");

/** Channel k has its first largest element at place k of the window, and equal ones at every later place. */
const staircase = Array.from({ length: 81 }, (_, i) => (i % 9 >= Math.floor(i / 9) ? 1 : 0));

export const kinkCases: readonly KinkCase[] = [
  {
    op: "Abs",
    shows: "0 at 0",
    build: (x) => abs(x),
    inputs: [vector(-2, 0, 2)],
    gradients: [[-1, 0, 1]],
  },
  {
    op: "Clip",
    shows: "1 on the bounds and 0 beyond them",
    build: (x) => clip(x, { min: -1, max: 1 }),
    inputs: [vector(-2, -1, 1, 2)],
    gradients: [[0, 1, 1, 0]],
  },
  {
    op: "LeakyRelu",
    shows: "the slope at 0",
    build: (x) => leakyRelu(x, 0.25),
    inputs: [vector(-1, 0, 1)],
    gradients: [[0.25, 0.25, 1]],
  },
  {
    op: "Max",
    shows: "that of the first of two equals",
    build: (a, b) => max(a, b),
    inputs: [vector(1, 2, 3), vector(3, 2, 1)],
    gradients: [
      [0, 1, 1],
      [1, 0, 0],
    ],
  },
  {
    op: "MaxPool",
    shows: "that of the first of equal elements, row by row",
    build: (x) => maxPool(x, { kernel: [2, 2] }),
    inputs: [{ shape: [1, 1, 2, 4], data: [1, 7, 0, 0, 7, 7, 0, 0] }],
    gradients: [[0, 1, 1, 0, 0, 0, 0, 0]],
  },
  {
    op: "MaxPool",
    shows: "that of the first, wherever in the window that is",
    build: (x) => maxPool(x, { kernel: [3, 3] }),
    inputs: [{ shape: [1, 9, 3, 3], data: staircase }],
    gradients: [staircase.map((_, i) => (i % 9 === Math.floor(i / 9) ? 1 : 0))],
  },
  {
    op: "Min",
    shows: "that of the first of two equals",
    build: (a, b) => min(a, b),
    inputs: [vector(1, 2, 3), vector(3, 2, 1)],
    gradients: [
      [1, 1, 0],
      [0, 0, 1],
    ],
  },
  {
    op: "ReduceMax",
    shows: "shared by equal largest elements",
    build: (x) => reduceMax(x, [1]),
    inputs: [{ shape: [2, 3], data: [5, 1, 5, 2, 3, 1] }],
    gradients: [[0.5, 0, 0.5, 0, 1, 0]],
  },
  {
    op: "ReduceMin",
    shows: "shared by equal smallest elements",
    build: (x) => reduceMin(x, [-1], true),
    inputs: [{ shape: [2, 3], data: [1, 5, 1, 2, 3, 1] }],
    gradients: [[0.5, 0, 0.5, 0, 0, 1]],
  },
  {
    op: "Relu",
    shows: "0 at 0, and 1 for the smallest activations that matter",
    build: (x) => relu(x),
    inputs: [vector(-1, 0, 1e-30, 1, 1e8)],
    gradients: [[0, 0, 1, 1, 1]],
  },
  {
    op: "TopK",
    shows: "that of the lower index of two equals",
    build: (x) => topK(x, { k: 2 }).values,
    inputs: [vector(1, 3, 3, 3)],
    gradients: [[0, 1, 1, 0]],
  },
  {
    op: "Where",
    shows: "0 through the branch not taken, even where that is infinite",
    build: (x) => {
      const safe = where(isPositive, x, scalar(1));
      return where(isPositive, log(safe), scalar(0));
    },
    inputs: [vector(0, 2)],
    gradients: [[0, 0.5]],
  },
  {
    op: "Where",
    shows: "0 for a quotient that is not taken",
    build: (x) => where(isPositive, div(scalar(1), where(isPositive, x, scalar(1))), scalar(0)),
    inputs: [vector(0, 2)],
    gradients: [[0, -0.25]],
  },
];
