import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { conv2d } from "../../../../src/nn/layers/conv2d.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, parameterFeeds, tensorOf } from "../../../support/feeds.ts";

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

  it("sees the columns of the other side where they wrap, zeros above and below", () => {
    const scope = createParameters();
    const x = input("x", "float32", [1, 1, 2, 3]);
    const options = { outputs: 1, kernel: 3, hasBias: false, wrapsColumns: true };
    const y = conv2d(scope, x, options);
    const feeds = new Map([
      ["x", tensorOf([1, 1, 2, 3], [1, 2, 3, 4, 5, 6])],
      // Left neighbour 1, right 10, the one below 100.
      ["weight", tensorOf([1, 1, 3, 3], [0, 0, 0, 1, 0, 10, 0, 100, 0])],
    ]);
    expectAllClose(evaluate([y], feeds)[0]!.data, [423, 531, 612, 56, 64, 45]);
    expect(scope.all().map((p) => p.name)).toEqual(["weight"]);
  });

  it.each([
    { kernel: 3, stride: 2, expected: [4, 6] },
    { kernel: 5, stride: 4, expected: [2, 3] },
    { kernel: 2, stride: 2, expected: [4, 6] },
    { kernel: 1, stride: 2, expected: [4, 6] },
  ])("keeps its size with wrapped columns, kernel $kernel, stride $stride", (entry) => {
    const { kernel, stride, expected } = entry;
    const x = input("x", "float32", [1, 2, 8, 12]);
    const y = conv2d(createParameters(), x, { outputs: 4, kernel, stride, wrapsColumns: true });
    expect(y.shape).toEqual([1, 4, ...expected]);
  });

  it.each([false, true])("gives a large batch what it gives each image, wrapped: %s", (wraps) => {
    const scope = createParameters();
    const options = { outputs: 3, kernel: 3, hasBias: false, wrapsColumns: wraps };
    const shape = [16, 2, 3, 4];
    const all = conv2d(scope, input("all", "float32", shape), options);
    const one = conv2d(scope, input("one", "float32", [1, 2, 3, 4]), options);
    const feeds = parameterFeeds(scope.all(), { seed: 8 });
    const images = normalTensor(shape, randomFor(8, "images"));
    const found = evaluate([all], feeds.set("all", images))[0]!.data;
    for (let i = 0; i < 16; i++) {
      const image = tensorOf([1, 2, 3, 4], images.data.slice(24 * i, 24 * (i + 1)));
      const expected = evaluate([one], feeds.set("one", image))[0]!.data;
      expectAllClose(found.slice(36 * i, 36 * (i + 1)), expected);
    }
  });
});
