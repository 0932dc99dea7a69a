import { expect, it } from "vitest";
import { constant } from "../../../../src/graph/leaves.ts";
import { expand } from "../../../../src/graph/ops/expand.ts";
import { greater } from "../../../../src/graph/ops/greater.ts";
import { mul } from "../../../../src/graph/ops/mul.ts";
import { where } from "../../../../src/graph/ops/where.ts";
import { shrinkOperands } from "../../../../src/graph/passes/shrink-operands.ts";
import { beforeAndAfter, x, row, number } from "../../../support/pass-bench.ts";

it("reads an expanded operand as it was, and a constant of one number as that number", () => {
  expect(
    beforeAndAfter(shrinkOperands, {
      y: mul(expand(number, [2, 3, 4]), x),
      z: where(greater(x, constant([2, 3, 4], 0)), x, constant([2, 3, 4], 7)),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Expand(number, [2, 3, 4]) : float32[2, 3, 4]
      y = Mul(%0, x) : float32[2, 3, 4]
      %1 = Greater(x, constant float32[2, 3, 4]) : bool[2, 3, 4]
      z = Where(%1, x, constant float32[2, 3, 4]) : float32[2, 3, 4]
      =>
      y = Mul(number, x) : float32[2, 3, 4]
      %0 = Greater(x, 0) : bool[2, 3, 4]
      z = Where(%0, x, 7) : float32[2, 3, 4]
    "
  `);
});

it("keeps an operand that gives the result its shape", () => {
  expect(beforeAndAfter(shrinkOperands, { y: mul(expand(number, [3, 1]), row) }))
    .toMatchInlineSnapshot(`
    "  %0 = Expand(number, [3, 1]) : float32[3, 1]
      y = Mul(%0, row) : float32[3, 4]
      =>
      %0 = Expand(number, [3, 1]) : float32[3, 1]
      y = Mul(%0, row) : float32[3, 4]
    "
  `);
});
