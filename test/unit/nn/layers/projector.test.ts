import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { projector } from "../../../../src/nn/layers/projector.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { denseLayerNorm, denseLinear, denseRelu, rowsOf } from "../../../support/dense.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, parameterFeeds } from "../../../support/feeds.ts";

describe("projector", () => {
  it("is output(relu(norm(hidden(x)))) on each row", () => {
    const scope = createParameters();
    const y = projector(scope, input("x", "float32", [3, 5]), { hidden: 7, outputs: 2 });
    const feeds = parameterFeeds(scope.all(), { seed: 5, spread: 0.3 });
    const x = normalTensor([3, 5], randomFor(5, "x"));
    feeds.set("x", x);
    const expected = rowsOf(x.data, 5).flatMap((row) => {
      const hidden = denseLayerNorm(feeds, "norm", denseLinear(feeds, "hidden", row));
      return denseLinear(feeds, "output", denseRelu(hidden));
    });
    expect(y.shape).toEqual([3, 2]);
    expectAllClose(evaluate([y], feeds)[0]!.data, expected);
  });
});
