import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { mixerBlock } from "../../../../src/nn/layers/mixer-block.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { denseStandardize, denseLinear, denseRelu, rowsOf } from "../../../support/dense.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, parameterFeeds } from "../../../support/feeds.ts";

describe("mixerBlock", () => {
  it("is x plus, for each channel, contract(relu(expand(its normalised cells)))", () => {
    const [batch, rows, columns, channels] = [2, 2, 3, 4];
    const cells = rows * columns;
    const scope = createParameters();
    const y = mixerBlock(scope, input("x", "float32", [batch, rows, columns, channels]), {
      hidden: 5,
    });
    const feeds = parameterFeeds(scope.all(), { seed: 10, spread: 0.3 });
    const x = normalTensor([batch, rows, columns, channels], randomFor(10, "x"));
    feeds.set("x", x);

    const expected = x.data.slice();
    for (let image = 0; image < batch; image++) {
      const own = x.data.subarray(image * cells * channels, (image + 1) * cells * channels);
      const normalized = rowsOf(own, channels).map((cell) => denseStandardize(cell));
      for (let c = 0; c < channels; c++) {
        const along = normalized.map((cell) => cell[c]!);
        const mixed = denseLinear(
          feeds,
          "contract",
          denseRelu(denseLinear(feeds, "expand", along)),
        );
        mixed.forEach((change, cell) => {
          expected[(image * cells + cell) * channels + c]! += change;
        });
      }
    }
    expect(y.shape).toEqual(x.shape);
    expectAllClose(evaluate([y], feeds)[0]!.data, expected);
  });
});
