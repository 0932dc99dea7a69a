import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { residualBlock } from "../../../../src/nn/layers/residual-block.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, parameterFeeds, tensorOf } from "../../../support/feeds.ts";

describe("residualBlock", () => {
  it("passes x on through relu where its last norm is silent and the shape stays", () => {
    const scope = createParameters();
    const x = input("x", "float32", [2, 4, 3, 3]);
    const y = residualBlock(scope, x, { outputs: 4, stride: 1, groups: 2 });
    const feeds = parameterFeeds(scope.all(), { seed: 6 });
    feeds.set("norm2/scale", tensorOf([4, 1, 1], 0));
    const values = normalTensor(x.shape, randomFor(6, "x"));
    feeds.set("x", values);
    expect(scope.all().map((p) => p.name)).not.toContain("skip/weight");
    expectAllClose(
      evaluate([y], feeds)[0]!.data,
      values.data.map((v) => Math.max(0, v)),
    );
  });

  it.each([
    { why: "the channels change", outputs: 6, stride: 1, size: 4 },
    { why: "the size changes", outputs: 4, stride: 2, size: 2 },
  ])("takes a 1×1 convolution as its skip where $why", ({ outputs, stride, size }) => {
    const scope = createParameters();
    const x = input("x", "float32", [1, 4, 4, 4]);
    const y = residualBlock(scope, x, { outputs, stride, groups: 2 });
    expect(y.shape).toEqual([1, outputs, size, size]);
    const skip = scope.all().find((p) => p.name === "skip/weight");
    expect(skip?.shape).toEqual([outputs, 4, 1, 1]);

    const feeds = parameterFeeds(scope.all(), { seed: 6 });
    feeds.set("norm2/scale", tensorOf([outputs, 1, 1], 0));
    const values = normalTensor(x.shape, randomFor(7, "x"));
    feeds.set("x", values);
    const weight = feeds.get("skip/weight")!.data;
    const expected: number[] = [];
    for (let o = 0; o < outputs; o++) {
      for (let row = 0; row < 4; row += stride) {
        for (let column = 0; column < 4; column += stride) {
          let sum = 0;
          for (let i = 0; i < 4; i++) {
            sum += weight[4 * o + i]! * values.data[16 * i + 4 * row + column]!;
          }
          expected.push(Math.max(0, sum));
        }
      }
    }
    expectAllClose(evaluate([y], feeds)[0]!.data, expected);
  });
});
