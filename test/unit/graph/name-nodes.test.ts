import { expect, it } from "vitest";
import { defineGraph } from "../../../src/graph/graph.ts";
import { labelled, placed } from "../../../src/graph/label.ts";
import { input } from "../../../src/graph/leaves.ts";
import { nameNodes } from "../../../src/graph/name-nodes.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { relu } from "../../../src/graph/ops/relu.ts";

it("names nodes by place and operator, and numbers those that would be called the same", () => {
  const x = input("x", "float32", [2]);
  const forward = labelled("encoder/stem", () => relu(relu(relu(x))));
  const back = placed({ label: "encoder/stem", direction: "backward" }, () => relu(forward));
  const { nodes } = defineGraph({ name: "g", inputs: [x], outputs: { y: add(back, back) } });
  expect(nameNodes(nodes)).toEqual([
    "encoder/stem/Relu",
    "encoder/stem/Relu_1",
    "encoder/stem/Relu_2",
    "backward/encoder/stem/Relu",
    "Add",
  ]);
});
