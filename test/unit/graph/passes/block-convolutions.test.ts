import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backward } from "../../../../src/autodiff/backward.ts";
import { convBatchLast } from "../../../../src/graph/derived/conv-batch-last.ts";
import { defineGraph, type Graph } from "../../../../src/graph/graph.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { lowerGraph } from "../../../../src/graph/lower-graph.ts";
import { conv } from "../../../../src/graph/ops/conv.ts";
import { blockConvolutions } from "../../../../src/graph/passes/block-convolutions.ts";
import { printGraph } from "../../../../src/graph/print.ts";
import { windowOf, type WindowOptions } from "../../../../src/graph/window.ts";
import { referenceBlock } from "../../../support/blocked-ops.ts";
import { expectSameResults } from "../../../support/pass-bench.ts";

const pass = blockConvolutions(referenceBlock);
const frame = { pads: [1, 1, 1, 1] };

/** A convolution alone, with `bias` on request. */
function single(
  xShape: readonly number[],
  wShape: readonly number[],
  options: WindowOptions & { readonly group?: number } = frame,
): Graph {
  const x = input("x", "float32", xShape);
  const w = input("w", "float32", wShape);
  return defineGraph({
    name: "g",
    inputs: [x, w],
    outputs: { y: conv(x, w, undefined, options) },
  });
}

/** A convolution and both of its gradients. */
function withGradients(
  xShape: readonly number[],
  wShape: readonly number[],
  options: WindowOptions,
  isBatchLast = false,
): Graph {
  const x = input("x", "float32", xShape);
  const w = input("w", "float32", wShape);
  const y = isBatchLast
    ? convBatchLast(x, w, windowOf("Conv", options, 2))
    : conv(x, w, undefined, options);
  const dY = input("dY", "float32", y.shape);
  const [dX, dW] = backward(y, [x, w], dY);
  return defineGraph({ name: "g", inputs: [x, w, dY], outputs: { y, dX: dX!, dW: dW! } });
}

const isBlocked = (graph: Graph): boolean =>
  graph.nodes.some(({ domain }) => domain === "com.microsoft.nchwc");

function nodesOf(graph: Graph): string {
  return printGraph(graph).split("\n").slice(1, -2).join("\n");
}

describe("block-convolutions", () => {
  it("puts x and the filters in blocks, and the result back", () => {
    const before = single([1, 8, 3, 4], [16, 8, 3, 3]);
    const after = pass.run(before);
    expectSameResults(before, after);
    expect(nodesOf(after)).toMatchInlineSnapshot(`
      "  %0 = com.microsoft.nchwc.ReorderInput(x) : float32[1, 8, 3, 4]
        %1 = Reshape(w, [2, 8, 1, 8, 3, 3]) : float32[2, 8, 1, 8, 3, 3]
        %2 = Transpose(%1, perm=[0, 2, 4, 5, 3, 1]) : float32[2, 1, 3, 3, 8, 8]
        %3 = Reshape(%2, [16, 8, 3, 3]) : float32[16, 8, 3, 3]
        %4 = com.microsoft.nchwc.Conv(%0, %3, kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1], dilations=[1, 1], group=1) : float32[1, 16, 3, 4]
        y = com.microsoft.nchwc.ReorderOutput(%4, channels=16) : float32[1, 16, 3, 4]"
    `);
  });

  it("fills up blocks that are not full, and reads a few channels as they lie", () => {
    for (const [channels, outputs] of [
      [12, 20],
      [3, 12],
      [1, 8],
    ] as const) {
      const before = single([2, channels, 5, 6], [outputs, channels, 3, 3]);
      const after = pass.run(before);
      expect(isBlocked(after)).toBe(true);
      expectSameResults(before, after);
    }
  });

  it("computes the gradient of filters over rows that the channels are part of", () => {
    const before = withGradients([8, 12, 8, 9], [8, 12, 3, 3], frame);
    const after = lowerGraph(before, { channelBlock: referenceBlock });
    expectSameResults(before, after);
    const kernels = after.nodes
      .filter(({ op, domain }) => op === "Conv" && domain !== "")
      .map(({ attributes }) => attributes["kernel_shape"]!.value);
    expect(kernels).toEqual([
      [3, 3],
      [3, 3],
      [8, 9],
    ]);
  });

  it("computes each phase of a transposed convolution by itself", () => {
    for (const [kernel, pads, plane] of [
      [3, 1, [8, 12]],
      [3, 1, [7, 9]],
      [5, 2, [6, 8]],
      [2, 0, [6, 9]],
    ] as const) {
      const before = withGradients([2, 12, ...plane], [8, 12, kernel, kernel], {
        strides: [2, 2],
        pads: [pads, pads, pads, pads],
      });
      const after = pass.run(before);
      expectSameResults(before, after);
      expect(before.nodes.map(({ op }) => op)).toContain("ConvTranspose");
      expect(after.nodes.map(({ op }) => op)).not.toContain("ConvTranspose");
    }
  });

  it("leaves a transposed convolution alone that is shorter than its stride, has gaps, or is large", () => {
    for (const options of [
      { size: 9, kernel: 1, strides: [2, 2] },
      { size: 9, kernel: 3, strides: [2, 2], dilations: [2, 2] },
      { size: 20, kernel: 3, strides: [2, 2] },
    ]) {
      const { size, kernel, ...window } = options;
      const before = withGradients([2, 8, size, size], [8, 8, kernel, kernel], window);
      const ops = pass.run(before).nodes.map(({ op }) => op);
      expect(ops).toContain("ConvTranspose");
    }
  });

  it("makes the batch a batch again where it was the last axis", () => {
    const before = withGradients([16, 8, 3, 4], [8, 8, 3, 3], frame, true);
    const after = lowerGraph(before, { channelBlock: referenceBlock });
    expectSameResults(before, after);
    expect(after.nodes.filter(({ op }) => op === "Conv").map(({ domain }) => domain)).toContain(
      "com.microsoft.nchwc",
    );
  });

  it("leaves alone what has groups, channels that are no fours, or a block hardly filled", () => {
    for (const graph of [
      single([1, 16, 4, 4], [16, 8, 3, 3], { ...frame, group: 2 }),
      single([1, 10, 4, 4], [16, 10, 3, 3]),
      single([1, 8, 4, 4], [3, 8, 3, 3]),
      single([1, 8, 4, 4, 4], [8, 8, 3, 3, 3], { pads: [1, 1, 1, 1, 1, 1] }),
    ]) {
      expect(pass.run(graph)).toBe(graph);
    }
  });

  it("keeps the results of random convolutions and their gradients", () => {
    const sizes = fc.record({
      batch: fc.constantFrom(1, 3, 8),
      channels: fc.constantFrom(1, 3, 4, 8, 12),
      outputs: fc.constantFrom(4, 8, 12),
      height: fc.integer({ min: 3, max: 6 }),
      width: fc.integer({ min: 3, max: 6 }),
      kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      strides: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
      pads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(sizes, ({ batch, channels, outputs, height, width, kernel, strides, pads }) => {
        const before = withGradients(
          [batch, channels, height, width],
          [outputs, channels, ...kernel],
          { strides, pads },
        );
        expectSameResults(before, lowerGraph(before, { channelBlock: referenceBlock }));
      }),
      { seed: 23, numRuns: 25 },
    );
  });
});
