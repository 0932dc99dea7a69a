import { describe, expect, it } from "vitest";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { conv2d } from "../../../../src/nn/layers/conv2d.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { tensorOf } from "../../../support/feeds.ts";

describe("conv2d", () => {
  it.each([
    { size: [8, 12], kernel: 3, stride: 1, expected: [8, 12] },
    { size: [8, 12], kernel: 3, stride: 2, expected: [4, 6] },
    { size: [8, 12], kernel: 1, stride: 2, expected: [4, 6] },
    { size: [8, 12], kernel: 5, stride: 4, expected: [2, 3] },
    { size: [8, 12], kernel: 2, stride: 2, expected: [4, 6] },
    { size: [9, 7], kernel: 3, stride: 2, expected: [5, 4] },
  ])("maps $size to $expected with kernel $kernel and stride $stride", (entry) => {
    const { size, kernel, stride, expected } = entry;
    const x = input("x", "float32", [1, 2, ...size]);
    const y = conv2d(createParameters(), x, { outputs: 4, kernel, stride });
    expect(y.shape).toEqual([1, 4, ...expected]);
  });

  it("correlates each pixel's neighbourhood, centred, with zeros beyond the border", () => {
    const scope = createParameters();
    const y = conv2d(scope, input("x", "float32", [1, 1, 2, 3]), { outputs: 1, kernel: 3 });
    const feeds = new Map([
      ["x", tensorOf([1, 1, 2, 3], [1, 2, 3, 4, 5, 6])],
      // Centre weight 1, left neighbour 10, lower neighbour 100.
      ["weight", tensorOf([1, 1, 3, 3], [0, 0, 0, 10, 1, 0, 0, 100, 0])],
      ["bias", tensorOf([1], [0.5])],
    ]);
    expectAllClose(evaluate([y], feeds)[0]!.data, [401.5, 512.5, 623.5, 4.5, 45.5, 56.5]);
  });

  it("draws its weight by the fan-in of a whole neighbourhood", () => {
    const scope = createParameters();
    conv2d(scope, input("x", "float32", [1, 4, 8, 8]), { outputs: 2, kernel: 3, gain: 1 });
    expect(scope.all().map((p) => [p.name, p.init, p.isDecayed])).toEqual([
      ["weight", { kind: "fan-in", fanIn: 36, gain: 1 }, true],
      ["bias", { kind: "constant", value: 0 }, false],
    ]);
  });
});
