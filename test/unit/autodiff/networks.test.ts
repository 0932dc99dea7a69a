import { describe, it } from "vitest";
import { gelu } from "../../../src/graph/derived/gelu.ts";
import { l2Normalize } from "../../../src/graph/derived/l2-normalize.ts";
import { meanAll } from "../../../src/graph/derived/mean-all.ts";
import { scale } from "../../../src/graph/derived/scale.ts";
import { square } from "../../../src/graph/derived/square.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { swapLastTwo } from "../../../src/graph/derived/swap-last-two.ts";
import { constant } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { conv } from "../../../src/graph/ops/conv.ts";
import { globalAveragePool } from "../../../src/graph/ops/global-average-pool.ts";
import { layerNormalization } from "../../../src/graph/ops/layer-normalization.ts";
import { logSoftmax } from "../../../src/graph/ops/log-softmax.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { sub } from "../../../src/graph/ops/sub.ts";
import { tanh } from "../../../src/graph/ops/tanh.ts";
import type { Shape, Value } from "../../../src/graph/value.ts";
import { expectGradientsMatch } from "../../support/gradient-check.ts";

type Inputs = [Value, Value, Value, Value, Value, Value];

describe("whole networks meet central differences in float64", () => {
  it("a residual convolutional net with padding, strides and a pooled head", () => {
    const shapes: readonly Shape[] = [
      [2, 2, 6, 8],
      [4, 2, 3, 3],
      [4],
      [4, 1, 3, 3],
      [4, 4, 1, 1],
      [4, 3],
    ];
    expectGradientsMatch((...inputs) => {
      const [image, stem, stemBias, depthwise, pointwise, head] = inputs as Inputs;
      const pads = [1, 1, 1, 1];
      const x = tanh(conv(image, stem, stemBias, { strides: [2, 2], pads }));
      const branch = conv(gelu(conv(x, depthwise, undefined, { group: 4, pads })), pointwise);
      const pooled = reshape(globalAveragePool(relu(add(x, branch))), [2, 4]);
      return meanAll(square(matMul(pooled, head)));
    }, shapes);
  });

  it("an MLP with LayerNormalization under a contrastive loss", () => {
    const shapes: readonly Shape[] = [[4, 6], [6, 8], [8], [8], [8, 5], [4, 5]];
    expectGradientsMatch((...inputs) => {
      const [x, w1, gain, shift, w2, positives] = inputs as Inputs;
      const hidden = gelu(layerNormalization(matMul(x, w1), gain, shift).y);
      const anchors = l2Normalize(matMul(hidden, w2));
      const similarity = scale(matMul(anchors, swapLastTwo(l2Normalize(positives))), 1 / 0.1);
      const diagonal = constant([4, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
      return scale(sumAll(mul(logSoftmax(similarity, 1), diagonal)), -1 / 4);
    }, shapes);
  });

  it("two frames through one encoder, whose weights are used twice", () => {
    expectGradientsMatch(
      (previous, current, w) =>
        meanAll(square(sub(tanh(matMul(previous, w)), tanh(matMul(current, w))))),
      [
        [3, 4],
        [3, 4],
        [4, 2],
      ],
    );
  });
});
