import { expect, it } from "vitest";
import { pathOf } from "../../../../src/graph/label.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { topologicalOrder } from "../../../../src/graph/topology.ts";
import { mlpBlock } from "../../../../src/nn/layers/mlp-block.ts";

it("labels a layer's operators with the path of its scope, and inner layers' with theirs", () => {
  const scope = createParameters("average").child("encoder").child("mlp");
  const y = mlpBlock(scope, input("x", "float32", [2, 4]), { expansion: 2 });
  const built = topologicalOrder([y]).flatMap((node) =>
    node.kind === "operator" ? [`${pathOf(node)} ${node.op}`] : [],
  );
  expect(built).toEqual([
    "encoder/mlp LayerNormalization",
    "encoder/mlp/expand MatMul",
    "encoder/mlp/expand Add",
    "encoder/mlp Relu",
    "encoder/mlp/contract MatMul",
    "encoder/mlp/contract Add",
    "encoder/mlp Add",
  ]);
});
