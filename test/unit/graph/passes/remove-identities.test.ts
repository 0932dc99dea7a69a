import { expect, it } from "vitest";
import { cast } from "../../../../src/graph/ops/cast.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { expand } from "../../../../src/graph/ops/expand.ts";
import { identity } from "../../../../src/graph/ops/identity.ts";
import { neg } from "../../../../src/graph/ops/neg.ts";
import { reshape } from "../../../../src/graph/ops/reshape.ts";
import { stopGradient } from "../../../../src/graph/ops/stop-gradient.ts";
import { transpose } from "../../../../src/graph/ops/transpose.ts";
import { removeIdentities } from "../../../../src/graph/passes/remove-identities.ts";
import { beforeAndAfter, x } from "../../../support/pass-bench.ts";

it("takes out what changes nothing, and keeps the names of outputs", () => {
  expect(
    beforeAndAfter(removeIdentities, {
      y: identity(stopGradient(reshape(x, [2, 3, 4]))),
      z: exp(transpose(expand(x, [2, 3, 4]), [0, 1, 2])),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Reshape(x, [2, 3, 4]) : float32[2, 3, 4]
      %1 = StopGradient(%0) : float32[2, 3, 4]
      y = Identity(%1) : float32[2, 3, 4]
      %2 = Expand(x, [2, 3, 4]) : float32[2, 3, 4]
      %3 = Transpose(%2, perm=[0, 1, 2]) : float32[2, 3, 4]
      z = Exp(%3) : float32[2, 3, 4]
      =>
      y = Identity(x) : float32[2, 3, 4]
      z = Exp(x) : float32[2, 3, 4]
    "
  `);
});

it("keeps an identity that names an input", () => {
  expect(beforeAndAfter(removeIdentities, { y: identity(x), z: neg(cast(x, "float32")) }))
    .toMatchInlineSnapshot(`
    "  y = Identity(x) : float32[2, 3, 4]
      %0 = Cast(x, to=1) : float32[2, 3, 4]
      z = Neg(%0) : float32[2, 3, 4]
      =>
      y = Identity(x) : float32[2, 3, 4]
      z = Neg(x) : float32[2, 3, 4]
    "
  `);
});
