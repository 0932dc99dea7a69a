import { expect, it } from "vitest";
import { add } from "../../../../src/graph/ops/add.ts";
import { concat } from "../../../../src/graph/ops/concat.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { mul } from "../../../../src/graph/ops/mul.ts";
import { pad } from "../../../../src/graph/ops/pad.ts";
import { slice } from "../../../../src/graph/ops/slice.ts";
import { split } from "../../../../src/graph/ops/split.ts";
import { joinSlices } from "../../../../src/graph/passes/join-slices.ts";
import { beforeAndAfter, row, rows, x } from "../../../support/pass-bench.ts";

it("joins parts again, also when the same was done to each", () => {
  expect(
    beforeAndAfter(joinSlices, {
      y: concat(split(x, [1, 2], 1), 1),
      z: concat(
        split(x, [1, 2], 1).map((part) => exp(part)),
        1,
      ),
    }),
  ).toMatchInlineSnapshot(`
    "  %0, %1 = Split(x, [1, 2], axis=1) : float32[2, 1, 4], float32[2, 2, 4]
      y = Concat(%0, %1, axis=1) : float32[2, 3, 4]
      %2, %3 = Split(x, [1, 2], axis=1) : float32[2, 1, 4], float32[2, 2, 4]
      %4 = Exp(%2) : float32[2, 1, 4]
      %5 = Exp(%3) : float32[2, 2, 4]
      z = Concat(%4, %5, axis=1) : float32[2, 3, 4]
      =>
      y = Identity(x) : float32[2, 3, 4]
      z = Exp(x) : float32[2, 3, 4]
    "
  `);
});

it("adds gradients of neighbouring slices up as a concatenation", () => {
  expect(
    beforeAndAfter(joinSlices, {
      y: add(
        pad(rows, { before: [0, 0], after: [2, 0] }),
        pad(slice(rows, { axes: [0], starts: [1], ends: [3] }), { before: [6, 0], after: [0, 0] }),
      ),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Pad(rows, [0, 0, 2, 0], 0, mode=constant) : float32[8, 4]
      %1 = Slice(rows, [1], [3], [0], [1]) : float32[2, 4]
      %2 = Pad(%1, [6, 0, 0, 0], 0, mode=constant) : float32[8, 4]
      y = Add(%0, %2) : float32[8, 4]
      =>
      %0 = Slice(rows, [1], [3], [0], [1]) : float32[2, 4]
      y = Concat(rows, %0, axis=0) : float32[8, 4]
    "
  `);
});

it("makes one slice of two", () => {
  expect(
    beforeAndAfter(joinSlices, {
      y: slice(slice(rows, { axes: [0], starts: [1], ends: [6], steps: [2] }), {
        axes: [0, 1],
        starts: [1, 0],
        ends: [3, 2],
      }),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Slice(rows, [1], [6], [0], [2]) : float32[3, 4]
      y = Slice(%0, [1, 0], [3, 2], [0, 1], [1, 1]) : float32[2, 2]
      =>
      y = Slice(rows, [3, 0], [6, 2], [0, 1], [2, 1]) : float32[2, 2]
    "
  `);
});

it("keeps parts in another order, and pads that overlap", () => {
  expect(
    beforeAndAfter(joinSlices, {
      y: concat(split(x, [1, 2], 1).toReversed(), 1),
      z: add(
        pad(rows, { before: [0, 0], after: [2, 0] }),
        pad(rows, { before: [2, 0], after: [0, 0] }),
      ),
    }),
  ).toMatchInlineSnapshot(`
    "  %0, %1 = Split(x, [1, 2], axis=1) : float32[2, 1, 4], float32[2, 2, 4]
      y = Concat(%1, %0, axis=1) : float32[2, 3, 4]
      %2 = Pad(rows, [0, 0, 2, 0], 0, mode=constant) : float32[8, 4]
      %3 = Pad(rows, [2, 0, 0, 0], 0, mode=constant) : float32[8, 4]
      z = Add(%2, %3) : float32[8, 4]
      =>
      %0, %1 = Split(x, [1, 2], axis=1) : float32[2, 1, 4], float32[2, 2, 4]
      y = Concat(%1, %0, axis=1) : float32[2, 3, 4]
      %2 = Pad(rows, [0, 0, 2, 0], 0, mode=constant) : float32[8, 4]
      %3 = Pad(rows, [2, 0, 0, 0], 0, mode=constant) : float32[8, 4]
      z = Add(%2, %3) : float32[8, 4]
    "
  `);
});

it("keeps apart parts of which each has a factor of its own", () => {
  const parts = split(rows, [2, 4], 0);
  const factors = split(slice(row, { axes: [0], starts: [0], ends: [2] }), [1, 1], 0);
  const scaled = parts.map((part, i) => mul(part, factors[i]!));
  expect(beforeAndAfter(joinSlices, { y: concat(scaled, 0) })).toMatchInlineSnapshot(`
    "  %0, %1 = Split(rows, [2, 4], axis=0) : float32[2, 4], float32[4, 4]
      %2 = Slice(row, [0], [2], [0], [1]) : float32[2]
      %3, %4 = Split(%2, [1, 1], axis=0) : float32[1], float32[1]
      %5 = Mul(%0, %3) : float32[2, 4]
      %6 = Mul(%1, %4) : float32[4, 4]
      y = Concat(%5, %6, axis=0) : float32[6, 4]
      =>
      %0, %1 = Split(rows, [2, 4], axis=0) : float32[2, 4], float32[4, 4]
      %2 = Slice(row, [0], [2], [0], [1]) : float32[2]
      %3, %4 = Split(%2, [1, 1], axis=0) : float32[1], float32[1]
      %5 = Mul(%0, %3) : float32[2, 4]
      %6 = Mul(%1, %4) : float32[4, 4]
      y = Concat(%5, %6, axis=0) : float32[6, 4]
    "
  `);
});
