import { expect, it } from "vitest";
import { scale } from "../../../../src/graph/derived/scale.ts";
import { clip } from "../../../../src/graph/ops/clip.ts";
import { mul } from "../../../../src/graph/ops/mul.ts";
import { neg } from "../../../../src/graph/ops/neg.ts";
import { relu } from "../../../../src/graph/ops/relu.ts";
import { fuseRamps } from "../../../../src/graph/passes/fuse-ramps.ts";
import { beforeAndAfter, x, row } from "../../../support/pass-bench.ts";

it("spells the mask of a relu as one operator", () => {
  expect(
    beforeAndAfter(fuseRamps, {
      y: mul(row, clip(scale(relu(x), 1e30), { min: 0, max: 1 })),
      z: clip(neg(x), { min: 0, max: 1 }),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Relu(x) : float32[2, 3, 4]
      %1 = Mul(%0, 1e+30) : float32[2, 3, 4]
      %2 = Clip(%1, 0, 1) : float32[2, 3, 4]
      y = Mul(row, %2) : float32[2, 3, 4]
      %3 = Neg(x) : float32[2, 3, 4]
      z = Clip(%3, 0, 1) : float32[2, 3, 4]
      =>
      %0 = Relu(x) : float32[2, 3, 4]
      %1 = HardSigmoid(%0, alpha=1e+30, beta=0) : float32[2, 3, 4]
      y = Mul(row, %1) : float32[2, 3, 4]
      z = HardSigmoid(x, alpha=-1, beta=0) : float32[2, 3, 4]
    "
  `);
});

it("keeps other bounds", () => {
  expect(
    beforeAndAfter(fuseRamps, {
      y: clip(scale(x, 3), { min: 0, max: 2 }),
      z: clip(scale(x, 3), { max: 1 }),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Mul(x, 3) : float32[2, 3, 4]
      y = Clip(%0, 0, 2) : float32[2, 3, 4]
      %1 = Mul(x, 3) : float32[2, 3, 4]
      z = Clip(%1, _, 1) : float32[2, 3, 4]
      =>
      %0 = Mul(x, 3) : float32[2, 3, 4]
      y = Clip(%0, 0, 2) : float32[2, 3, 4]
      %1 = Mul(x, 3) : float32[2, 3, 4]
      z = Clip(%1, _, 1) : float32[2, 3, 4]
    "
  `);
});
