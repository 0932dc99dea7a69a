import { expect, it } from "vitest";
import { abs } from "../../../../src/graph/ops/abs.ts";
import { concat } from "../../../../src/graph/ops/concat.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { neg } from "../../../../src/graph/ops/neg.ts";
import { reshape } from "../../../../src/graph/ops/reshape.ts";
import { slice } from "../../../../src/graph/ops/slice.ts";
import { joinReshapes } from "../../../../src/graph/passes/join-reshapes.ts";
import { beforeAndAfter, x, rows, row } from "../../../support/pass-bench.ts";

it("concatenates first and reshapes once", () => {
  expect(
    beforeAndAfter(joinReshapes, {
      y: concat(
        [x, exp(x), neg(x)].map((part) => reshape(part, [2, 1, 12])),
        1,
      ),
      z: concat([reshape(row, [1, 4]), reshape(exp(row), [1, 4]), reshape(neg(row), [1, 4])], 1),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Reshape(x, [2, 1, 12]) : float32[2, 1, 12]
      %1 = Exp(x) : float32[2, 3, 4]
      %2 = Reshape(%1, [2, 1, 12]) : float32[2, 1, 12]
      %3 = Neg(x) : float32[2, 3, 4]
      %4 = Reshape(%3, [2, 1, 12]) : float32[2, 1, 12]
      y = Concat(%0, %2, %4, axis=1) : float32[2, 3, 12]
      %5 = Reshape(row, [1, 4]) : float32[1, 4]
      %6 = Exp(row) : float32[4]
      %7 = Reshape(%6, [1, 4]) : float32[1, 4]
      %8 = Neg(row) : float32[4]
      %9 = Reshape(%8, [1, 4]) : float32[1, 4]
      z = Concat(%5, %7, %9, axis=1) : float32[1, 12]
      =>
      %0 = Exp(x) : float32[2, 3, 4]
      %1 = Neg(x) : float32[2, 3, 4]
      %2 = Concat(x, %0, %1, axis=1) : float32[2, 9, 4]
      y = Reshape(%2, [2, 3, 12]) : float32[2, 3, 12]
      %3 = Exp(row) : float32[4]
      %4 = Neg(row) : float32[4]
      %5 = Concat(row, %3, %4, axis=0) : float32[12]
      z = Reshape(%5, [1, 12]) : float32[1, 12]
    "
  `);
});

it("makes a reshape of one part if that spares several", () => {
  expect(
    beforeAndAfter(joinReshapes, {
      y: concat(
        [
          ...[row, neg(row), exp(row), abs(row)].map((r) => reshape(r, [2, 2])),
          slice(rows, { axes: [0, 1], starts: [0, 0], ends: [2, 2] }),
        ],
        0,
      ),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Reshape(row, [2, 2]) : float32[2, 2]
      %1 = Neg(row) : float32[4]
      %2 = Reshape(%1, [2, 2]) : float32[2, 2]
      %3 = Exp(row) : float32[4]
      %4 = Reshape(%3, [2, 2]) : float32[2, 2]
      %5 = Abs(row) : float32[4]
      %6 = Reshape(%5, [2, 2]) : float32[2, 2]
      %7 = Slice(rows, [0, 0], [2, 2], [0, 1], [1, 1]) : float32[2, 2]
      y = Concat(%0, %2, %4, %6, %7, axis=0) : float32[10, 2]
      =>
      %0 = Neg(row) : float32[4]
      %1 = Exp(row) : float32[4]
      %2 = Abs(row) : float32[4]
      %3 = Slice(rows, [0, 0], [2, 2], [0, 1], [1, 1]) : float32[2, 2]
      %4 = Reshape(%3, [4]) : float32[4]
      %5 = Concat(row, %0, %1, %2, %4, axis=0) : float32[20]
      y = Reshape(%5, [10, 2]) : float32[10, 2]
    "
  `);
});

it("keeps parts whose elements would come in another order", () => {
  expect(
    beforeAndAfter(joinReshapes, {
      y: concat(
        [x, exp(x), neg(x)].map((part) => reshape(part, [8, 3])),
        1,
      ),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Reshape(x, [8, 3]) : float32[8, 3]
      %1 = Exp(x) : float32[2, 3, 4]
      %2 = Reshape(%1, [8, 3]) : float32[8, 3]
      %3 = Neg(x) : float32[2, 3, 4]
      %4 = Reshape(%3, [8, 3]) : float32[8, 3]
      y = Concat(%0, %2, %4, axis=1) : float32[8, 9]
      =>
      %0 = Reshape(x, [8, 3]) : float32[8, 3]
      %1 = Exp(x) : float32[2, 3, 4]
      %2 = Reshape(%1, [8, 3]) : float32[8, 3]
      %3 = Neg(x) : float32[2, 3, 4]
      %4 = Reshape(%3, [8, 3]) : float32[8, 3]
      y = Concat(%0, %2, %4, axis=1) : float32[8, 9]
    "
  `);
});
