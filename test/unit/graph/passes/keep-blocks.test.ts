import { describe, expect, it } from "vitest";
import { backward } from "../../../../src/autodiff/backward.ts";
import { groupNormalize } from "../../../../src/graph/derived/group-normalize.ts";
import { defineGraph, type Graph } from "../../../../src/graph/graph.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { lowerGraph } from "../../../../src/graph/lower-graph.ts";
import { add } from "../../../../src/graph/ops/add.ts";
import { conv } from "../../../../src/graph/ops/conv.ts";
import { mul } from "../../../../src/graph/ops/mul.ts";
import { relu } from "../../../../src/graph/ops/relu.ts";
import { optimizeGraph } from "../../../../src/graph/passes/index.ts";
import type { Value } from "../../../../src/graph/value.ts";
import { compileStep } from "../../../../src/learn/compile-step.ts";
import { referenceBlock } from "../../../support/blocked-ops.ts";
import { goldenSpec } from "../../../support/golden-steps.ts";
import { expectSameResults } from "../../../support/pass-bench.ts";

const frame = { pads: [1, 1, 1, 1] };
const lowering = { channelBlock: referenceBlock, hasGroupNorm: true };
const kept = { ...lowering, hasBlockedKernels: true };

/** Two normalised convolutions around a skip, and one more at `stride`, with all gradients. */
function residualBlock(batch: number, channels: number, groups: number, stride: number): Graph {
  const x = input("x", "float32", [batch, channels, 4, 5]);
  const weights = [0, 1, 2].map((i) => input(`w${i}`, "float32", [channels, channels, 3, 3]));
  const scale = input("scale", "float32", [channels, 1, 1]);
  const shift = input("shift", "float32", [channels, 1, 1]);
  const layer = (value: Value, i: number): Value =>
    add(mul(groupNormalize(conv(value, weights[i]!, undefined, frame), groups), scale), shift);
  const first = relu(layer(x, 0));
  const second = relu(add(layer(first, 1), first));
  const y = conv(second, weights[2]!, undefined, { ...frame, strides: [stride, stride] });
  const dY = input("dY", "float32", y.shape);
  const wanted = [x, ...weights, scale, shift];
  const gradients = backward(y, wanted, dY).map((value, i) => [`gradient${i}`, value] as const);
  const inputs = [...wanted, dY];
  const outputs = { y, ...Object.fromEntries(gradients) };
  return optimizeGraph(defineGraph({ name: "g", inputs, outputs }));
}

const countOf = (graph: Graph, name: RegExp): number =>
  graph.nodes.filter(({ op }) => name.test(op)).length;

describe("keep-blocks", () => {
  it.each([
    { batch: 8, channels: 8, groups: 2, stride: 1 },
    { batch: 8, channels: 8, groups: 4, stride: 2 },
    { batch: 3, channels: 16, groups: 1, stride: 1 },
    { batch: 2, channels: 12, groups: 3, stride: 2 },
  ])("computes the same for $batch x $channels in $groups groups", (given) => {
    const { batch, channels, groups, stride } = given;
    const before = residualBlock(batch, channels, groups, stride);
    const after = lowerGraph(before, kept);
    expectSameResults(before, after, 7, 1e-6);
    // 12 channels are no whole blocks, and 3 images neither.
    expect(countOf(after, /^BlockedGroupNormGradient$/)).toBe(channels % 8 === 0 ? 2 : 0);
    expect(countOf(after, /^ImageRows$/) > 0).toBe(batch % 8 === 0);
  });

  it("leaves a copy where the graph begins and ends, and none in between", () => {
    const before = residualBlock(8, 16, 4, 1);
    const copies = /^Reorder(Input|Output)$/;
    expect(countOf(lowerGraph(before, lowering), copies)).toBeGreaterThan(12);
    // x, dY; y, dX.
    expect(countOf(lowerGraph(before, kept), copies)).toBe(4);
  });

  it("holds what the first normalisation makes in blocks alone", () => {
    const x = input("x", "float32", [8, 16, 4, 5]);
    const [scale, shift] = ["scale", "shift"].map((name) => input(name, "float32", [16, 1, 1]));
    const w = input("w", "float32", [16, 16, 3, 3]);
    const y = relu(add(mul(groupNormalize(x, 4), scale!), shift!));
    const wanted = [x, scale!, shift!, w];
    const map = conv(y, w, undefined, frame);
    const gradients = backward(map, wanted, map).map(
      (value, i) => [`gradient${i}`, value] as const,
    );
    const outputs = { map, ...Object.fromEntries(gradients) };
    const before = optimizeGraph(defineGraph({ name: "g", inputs: wanted, outputs }));
    const after = lowerGraph(before, kept);
    expectSameResults(before, after, 7, 1e-6);
    expect(countOf(after, /^GroupNorm/)).toBe(0);
    expect(countOf(after, /^BlockedGroupNorm/)).toBe(2);
    // x; map, dX.
    expect(countOf(after, /^Reorder(Input|Output)$/)).toBe(3);
  });

  it("computes the same in a whole step", () => {
    const model = { encoder: "resnet", modality: "camera", objective: "all" } as const;
    const before = compileStep(goldenSpec(model, "sgd")).graph;
    const after = lowerGraph(before, kept);
    expectSameResults(before, after, 5, 1e-6);
    expect(countOf(after, /^BlockedGroupNorm/)).toBeGreaterThan(0);
  });
});
