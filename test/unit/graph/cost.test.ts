import { describe, expect, it } from "vitest";
import { costOf } from "../../../src/graph/cost.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { convTranspose } from "../../../src/graph/ops/conv-transpose.ts";
import { conv } from "../../../src/graph/ops/conv.ts";
import { gemm } from "../../../src/graph/ops/gemm.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import type { Value } from "../../../src/graph/value.ts";

describe("costOf", () => {
  const x = (...shape: number[]): Value => input(`x${shape.join()}`, "float32", shape);
  const costs = (y: Value, ...inputs: Value[]): number =>
    costOf(defineGraph({ name: "g", inputs, outputs: { y } })).multiplyAdds;

  it("counts the multiply-adds of products", () => {
    const [a, b] = [x(5, 2, 3), x(3, 4)];
    expect(costs(matMul(a, b), a, b)).toBe(5 * 2 * 3 * 4);
    const c = x(3, 2);
    expect(costs(gemm(c, b, undefined, { transA: true }), c, b)).toBe(2 * 3 * 4);
  });

  it("counts the multiply-adds of convolutions, a group seeing its own channels only", () => {
    const [image, w] = [x(2, 4, 6, 6), x(8, 2, 3, 3)];
    expect(costs(conv(image, w, undefined, { group: 2 }), image, w)).toBe(2 * 8 * 4 * 4 * (2 * 9));
    const back = x(4, 3, 2, 2);
    expect(costs(convTranspose(image, back), image, back)).toBe(2 * 4 * 6 * 6 * (3 * 4));
  });

  it("counts output bytes of every node, and no multiply-adds of elementwise ones", () => {
    const a = x(2, 3);
    const graph = defineGraph({ name: "g", inputs: [a], outputs: { y: relu(relu(a)) } });
    const place = { label: "", direction: "forward" };
    const relu24 = { op: "Relu", ...place, multiplyAdds: 0, inputBytes: 24, outputBytes: 24 };
    expect(costOf(graph)).toEqual({
      nodes: [
        { name: "%0", ...relu24 },
        { name: "y", ...relu24 },
      ],
      multiplyAdds: 0,
      outputBytes: 48,
    });
  });

  it("counts an input that is read twice once, and nothing for a view", () => {
    const a = x(2, 3);
    const graph = defineGraph({
      name: "g",
      inputs: [a],
      outputs: { y: relu(reshape(mul(a, a), [6])) },
    });
    const bytes = costOf(graph).nodes.map(({ inputBytes, outputBytes }) => [
      inputBytes,
      outputBytes,
    ]);
    expect(bytes).toEqual([
      [24, 24],
      [0, 0],
      [24, 24],
    ]);
  });
});
