import { expect, it } from "vitest";
import { meanAll } from "../../../src/graph/derived/mean-all.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { labelled, placed } from "../../../src/graph/label.ts";
import { constant, input } from "../../../src/graph/leaves.ts";
import { clip } from "../../../src/graph/ops/clip.ts";
import { conv } from "../../../src/graph/ops/conv.ts";
import { layerNormalization } from "../../../src/graph/ops/layer-normalization.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { printGraph } from "../../../src/graph/print.ts";

it("prints one line a node, with names, settings and types", () => {
  const image = input("image", "float32", [2, 3, 8, 8]);
  const weight = input("encoder/weight", "float32", [4, 3, 2, 2]);
  const features = conv(image, weight, undefined, { strides: [2, 2] });
  const { y } = layerNormalization(reshape(features, [2, 64]), constant([64], 1));
  const projected = matMul(y, constant([64, 2], 0.5));
  const graph = defineGraph({
    name: "tiny",
    inputs: [image, weight],
    outputs: { loss: meanAll(clip(projected, { max: 3 })) },
  });
  expect(printGraph(graph)).toMatchInlineSnapshot(`
    "graph tiny(image: float32[2, 3, 8, 8], encoder/weight: float32[4, 3, 2, 2])
      %0 = Conv(image, encoder/weight, strides=[2, 2], pads=[0, 0, 0, 0], dilations=[1, 1], group=1) : float32[2, 4, 4, 4]
      %1 = Reshape(%0, [2, 64]) : float32[2, 64]
      %2, %3, %4 = LayerNormalization(%1, constant float32[64], axis=1, epsilon=0.00001, stash_type=1) : float32[2, 64], float32[2, 1], float32[2, 1]
      %5 = MatMul(%2, constant float32[64, 2]) : float32[2, 2]
      %6 = Clip(%5, _, 3) : float32[2, 2]
      loss = ReduceMean(%6, [0, 1], keepdims=0) : float32[]
      return loss
    "
  `);
});

it("says where nodes belong, whenever that changes", () => {
  const x = input("x", "float32", [2]);
  const y = labelled("stem", () => relu(relu(x)));
  const back = placed({ label: "stem", direction: "backward" }, () => relu(y));
  const next = placed({ label: "", direction: "update" }, () => relu(back));
  const graph = defineGraph({ name: "g", inputs: [x], outputs: { y: relu(next) } });
  expect(printGraph(graph)).toMatchInlineSnapshot(`
    "graph g(x: float32[2])
      # stem
      %0 = Relu(x) : float32[2]
      %1 = Relu(%0) : float32[2]
      # backward/stem
      %2 = Relu(%1) : float32[2]
      # update
      %3 = Relu(%2) : float32[2]
      # forward
      y = Relu(%3) : float32[2]
      return y
    "
  `);
});
