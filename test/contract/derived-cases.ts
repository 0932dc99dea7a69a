import { attention } from "../../src/graph/derived/attention.ts";
import { embed } from "../../src/graph/derived/embed.ts";
import { gelu } from "../../src/graph/derived/gelu.ts";
import { globalMaxPool } from "../../src/graph/derived/global-max-pool.ts";
import { groupNormalize } from "../../src/graph/derived/group-normalize.ts";
import { instanceNormalize } from "../../src/graph/derived/instance-normalize.ts";
import { l2Normalize } from "../../src/graph/derived/l2-normalize.ts";
import { logSumExp } from "../../src/graph/derived/log-sum-exp.ts";
import { meanAll } from "../../src/graph/derived/mean-all.ts";
import { rmsNormalize } from "../../src/graph/derived/rms-normalize.ts";
import { silu } from "../../src/graph/derived/silu.ts";
import { square } from "../../src/graph/derived/square.ts";
import { sumRows } from "../../src/graph/derived/sum-rows.ts";
import { variance } from "../../src/graph/derived/variance.ts";
import { constant } from "../../src/graph/leaves.ts";
import type { OperatorCase } from "./operator-case.ts";

const row = [[3, 4]];
const lookBack = constant([3, 3], [1, 0, 0, 1, 1, 0, 1, 1, 1], "bool");

/** Expressions made of operators: their gradient follows, and both are compared like an operator's. */
export const derivedCases: readonly OperatorCase[] = [
  {
    op: "attention",
    shows: "batch and heads, values of another width",
    build: (query, key, value) => attention({ query, key, value }),
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 5, 4],
      [2, 2, 5, 3],
    ],
  },
  {
    op: "attention",
    shows: "each place sees itself and what was before it",
    build: (query, key, value) => attention({ query, key, value }, { mask: lookBack }),
    shapes: [
      [2, 3, 4],
      [2, 3, 4],
      [2, 3, 4],
    ],
  },
  {
    op: "attention",
    shows: "a learned bias a head, one key for all batches, an own factor",
    build: (query, key, value, mask) => attention({ query, key, value }, { mask, factor: 0.7 }),
    shapes: [
      [2, 2, 3, 4],
      [2, 5, 4],
      [2, 5, 4],
      [2, 3, 5],
    ],
  },
  {
    op: "embed",
    shows: "a row used twice",
    build: (table) => embed(table, constant([2, 2], [4, 0, 4, 1], "int64")),
    shapes: [[5, 3]],
  },
  {
    op: "embed",
    shows: "a long table",
    build: (table) => embed(table, constant([3], [270, 3, 270], "int32")),
    shapes: [[271, 2]],
  },
  { op: "gelu", shows: "each element", build: gelu, shapes: row },
  {
    op: "globalMaxPool",
    shows: "two spatial axes",
    build: (x) => globalMaxPool(x),
    shapes: [[2, 3, 2, 4]],
  },
  {
    op: "groupNormalize",
    shows: "two groups",
    build: (x) => groupNormalize(x, 2),
    shapes: [[2, 4, 2, 3]],
  },
  {
    op: "groupNormalize",
    shows: "one group, no spatial axis",
    build: (x) => groupNormalize(x, 1, 0.01),
    shapes: [[3, 4]],
  },
  {
    op: "instanceNormalize",
    shows: "one spatial axis",
    build: (x) => instanceNormalize(x, 0.01),
    shapes: [[2, 3, 5]],
  },
  { op: "l2Normalize", shows: "rows", build: (x) => l2Normalize(x, 1), shapes: row },
  { op: "logSumExp", shows: "rows, kept", build: (x) => logSumExp(x, -1, true), shapes: row },
  { op: "meanAll", shows: "of squares", build: (x) => meanAll(square(x)), shapes: row },
  { op: "rmsNormalize", shows: "the last axis", build: (x) => rmsNormalize(x), shapes: row },
  {
    op: "rmsNormalize",
    shows: "the channels of an image",
    build: (x) => rmsNormalize(x, 1, 0.01),
    shapes: [[2, 3, 2, 2]],
  },
  { op: "silu", shows: "each element", build: silu, shapes: row },
  { op: "sumRows", shows: "of squares", build: (x) => sumRows(square(x)), shapes: row },
  { op: "variance", shows: "rows", build: (x) => variance(x, [-1]), shapes: row },
  {
    op: "variance",
    shows: "two axes, kept",
    build: (x) => variance(x, [0, 2], true),
    shapes: [[2, 3, 4]],
  },
];
