import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { mlpBlock } from "../../../../src/nn/layers/mlp-block.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { denseStandardize, denseLinear, denseRelu, rowsOf } from "../../../support/dense.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, parameterFeeds } from "../../../support/feeds.ts";

describe("mlpBlock", () => {
  it("is x + contract(relu(expand(norm(x)))) on each cell", () => {
    const scope = createParameters();
    const y = mlpBlock(scope, input("x", "float32", [2, 3, 4]), { expansion: 1.5 });
    const feeds = parameterFeeds(scope.all(), { seed: 4, spread: 0.3 });
    const x = normalTensor([2, 3, 4], randomFor(4, "x"));
    feeds.set("x", x);
    const expected = rowsOf(x.data, 4).flatMap((cell) => {
      const hidden = denseRelu(denseLinear(feeds, "expand", denseStandardize(cell)));
      expect(hidden).toHaveLength(6);
      const change = denseLinear(feeds, "contract", hidden);
      return cell.map((value, i) => value + change[i]!);
    });
    expectAllClose(evaluate([y], feeds)[0]!.data, expected);
  });
});
