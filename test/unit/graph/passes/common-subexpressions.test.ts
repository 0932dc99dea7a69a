import { expect, it } from "vitest";
import { scale } from "../../../../src/graph/derived/scale.ts";
import { add } from "../../../../src/graph/ops/add.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { mul } from "../../../../src/graph/ops/mul.ts";
import { transpose } from "../../../../src/graph/ops/transpose.ts";
import { commonSubexpressions } from "../../../../src/graph/passes/common-subexpressions.ts";
import { beforeAndAfter, x } from "../../../support/pass-bench.ts";

it("keeps one of two equal expressions, also where constants are equal by value", () => {
  expect(beforeAndAfter(commonSubexpressions, { y: mul(exp(scale(x, 2)), exp(scale(x, 2))) }))
    .toMatchInlineSnapshot(`
    "  %0 = Mul(x, 2) : float32[2, 3, 4]
      %1 = Exp(%0) : float32[2, 3, 4]
      %2 = Mul(x, 2) : float32[2, 3, 4]
      %3 = Exp(%2) : float32[2, 3, 4]
      y = Mul(%1, %3) : float32[2, 3, 4]
      =>
      %0 = Mul(x, 2) : float32[2, 3, 4]
      %1 = Exp(%0) : float32[2, 3, 4]
      y = Mul(%1, %1) : float32[2, 3, 4]
    "
  `);
});

it("keeps apart what differs in a setting or a constant", () => {
  expect(
    beforeAndAfter(commonSubexpressions, {
      y: add(transpose(x, [0, 2, 1]), scale(transpose(x, [0, 2, 1]), 3)),
      z: scale(transpose(x, [1, 0, 2]), 2),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Transpose(x, perm=[0, 2, 1]) : float32[2, 4, 3]
      %1 = Transpose(x, perm=[0, 2, 1]) : float32[2, 4, 3]
      %2 = Mul(%1, 3) : float32[2, 4, 3]
      y = Add(%0, %2) : float32[2, 4, 3]
      %3 = Transpose(x, perm=[1, 0, 2]) : float32[3, 2, 4]
      z = Mul(%3, 2) : float32[3, 2, 4]
      =>
      %0 = Transpose(x, perm=[0, 2, 1]) : float32[2, 4, 3]
      %1 = Mul(%0, 3) : float32[2, 4, 3]
      y = Add(%0, %1) : float32[2, 4, 3]
      %2 = Transpose(x, perm=[1, 0, 2]) : float32[3, 2, 4]
      z = Mul(%2, 2) : float32[3, 2, 4]
    "
  `);
});
