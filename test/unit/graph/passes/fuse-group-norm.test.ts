import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backward } from "../../../../src/autodiff/backward.ts";
import { groupNormalize } from "../../../../src/graph/derived/group-normalize.ts";
import { defineGraph, type Graph } from "../../../../src/graph/graph.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { add } from "../../../../src/graph/ops/add.ts";
import { mul } from "../../../../src/graph/ops/mul.ts";
import { relu } from "../../../../src/graph/ops/relu.ts";
import { fuseGroupNorm } from "../../../../src/graph/passes/fuse-group-norm.ts";
import { optimizeGraph } from "../../../../src/graph/passes/index.ts";
import { printGraph } from "../../../../src/graph/print.ts";
import { lowerGraph } from "../../../../src/graph/lower-graph.ts";
import { compileStep } from "../../../../src/learn/compile-step.ts";
import { expectSameResults } from "../../../support/pass-bench.ts";
import { goldenSpec } from "../../../support/golden-steps.ts";

interface Layer {
  readonly shape: readonly number[];
  readonly groups: number;
  readonly isRelu: boolean;
  readonly isResidual: boolean;
}

/** A normalisation as a layer writes it, with all gradients where `isTrained`, as steps are compiled. */
function layer({ shape, groups, isRelu, isResidual }: Layer, isTrained = true): Graph {
  const x = input("x", "float32", shape);
  const [scale, shift] = ["scale", "shift"].map((name) =>
    input(
      name,
      "float32",
      shape.slice(1).map((size, i) => (i === 0 ? size : 1)),
    ),
  ) as [typeof x, typeof x];
  const residual = input("residual", "float32", shape);
  const affine = add(mul(groupNormalize(x, groups), scale), shift);
  const sum = isResidual ? add(affine, residual) : affine;
  const y = isRelu ? relu(sum) : sum;
  const dY = input("dY", "float32", shape);
  const wanted = [x, scale, shift, ...(isResidual ? [residual] : [])];
  const gradients = isTrained ? backward(y, wanted, dY) : [];
  const outputs = Object.fromEntries(gradients.map((value, i) => [`gradient${i}`, value]));
  const inputs = [x, scale, shift, residual, dY];
  return optimizeGraph(defineGraph({ name: "g", inputs, outputs: { y, ...outputs } }));
}

const countOf = (graph: Graph, op: string): number =>
  graph.nodes.filter((node) => node.op === op).length;

const nodesOf = (graph: Graph): string => printGraph(graph).split("\n").slice(1, -2).join("\n");

describe("fuse-group-norm", () => {
  it("makes one operator of the layer and one of its gradients", () => {
    const before = layer({ shape: [2, 4, 7, 10], groups: 2, isRelu: true, isResidual: true });
    const after = lowerGraph(before, { hasGroupNorm: true });
    expectSameResults(before, after);
    expect(`${nodesOf(before)}\n=>\n${nodesOf(after)}`).toMatchInlineSnapshot(`
      "  %0 = Reshape(x, [2, 2, 140]) : float32[2, 2, 140]
        %1, %2, %3 = LayerNormalization(%0, constant float32[140], axis=2, epsilon=0.00001, stash_type=1) : float32[2, 2, 140], float32[2, 2, 1], float32[2, 2, 1]
        %4 = Reshape(%1, [2, 4, 7, 10]) : float32[2, 4, 7, 10]
        %5 = Mul(%4, scale) : float32[2, 4, 7, 10]
        %6 = Add(%5, shift) : float32[2, 4, 7, 10]
        %7 = Add(%6, residual) : float32[2, 4, 7, 10]
        y = Relu(%7) : float32[2, 4, 7, 10]
        # backward
        %8 = HardSigmoid(y, alpha=1e+30, beta=0) : float32[2, 4, 7, 10]
        gradient3 = Mul(dY, %8) : float32[2, 4, 7, 10]
        %9 = Mul(gradient3, scale) : float32[2, 4, 7, 10]
        %10 = Reshape(%9, [2, 2, 140]) : float32[2, 2, 140]
        %11 = ReduceMean(%10, [2], keepdims=1) : float32[2, 2, 1]
        %12 = Sub(%10, %11) : float32[2, 2, 140]
        %13 = Mul(%10, %1) : float32[2, 2, 140]
        %14 = ReduceMean(%13, [2], keepdims=1) : float32[2, 2, 1]
        %15 = Mul(%1, %14) : float32[2, 2, 140]
        %16 = Sub(%12, %15) : float32[2, 2, 140]
        %17 = Mul(%16, %3) : float32[2, 2, 140]
        gradient0 = Reshape(%17, [2, 4, 7, 10]) : float32[2, 4, 7, 10]
        %18 = Mul(gradient3, %4) : float32[2, 4, 7, 10]
        %19 = ReduceSum(%18, [0, 2, 3], keepdims=0) : float32[4]
        gradient1 = Reshape(%19, [4, 1, 1]) : float32[4, 1, 1]
        %20 = ReduceSum(gradient3, [0, 2, 3], keepdims=0) : float32[4]
        gradient2 = Reshape(%20, [4, 1, 1]) : float32[4, 1, 1]
      =>
        y, %0, %1 = saccade.GroupNorm(x, scale, shift, residual, groups=2, epsilon=0.00001, relu=1) : float32[2, 4, 7, 10], float32[2, 2, 1], float32[2, 2, 1]
        # backward
        gradient0, %2, %3, gradient3 = saccade.GroupNormGradient(dY, x, %0, %1, scale, y, groups=2) : float32[2, 4, 7, 10], float32[4], float32[4], float32[2, 4, 7, 10]
        gradient1 = Reshape(%2, [4, 1, 1]) : float32[4, 1, 1]
        gradient2 = Reshape(%3, [4, 1, 1]) : float32[4, 1, 1]"
    `);
  });

  it("computes the same for all shapes, groups, residuals and relus", () => {
    fc.assert(
      fc.property(
        fc.record({
          batch: fc.integer({ min: 1, max: 3 }),
          groups: fc.integer({ min: 1, max: 3 }),
          each: fc.integer({ min: 1, max: 4 }),
          places: fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 1, maxLength: 2 }),
          isRelu: fc.boolean(),
          isResidual: fc.boolean(),
        }),
        ({ batch, groups, each, places, isRelu, isResidual }) => {
          const shape = [batch, groups * each, ...places];
          const before = layer({ shape, groups, isRelu, isResidual });
          const after = lowerGraph(before, { hasGroupNorm: true });
          expectSameResults(before, after, 7, 1e-6);
          expect(countOf(after, "GroupNormGradient")).toBe(1);
          expect(countOf(after, "LayerNormalization")).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("fuses a layer that is not trained", () => {
    const options = { shape: [1, 4, 3, 5], groups: 4, isRelu: true, isResidual: false };
    const before = layer(options, false);
    const after = fuseGroupNorm.run(before);
    expectSameResults(before, after);
    expect(after.nodes.map(({ op }) => op)).toContain("GroupNorm");
    expect(countOf(after, "LayerNormalization")).toBe(0);
  });

  it("leaves a layer whose normalised values are read by something else", () => {
    const x = input("x", "float32", [2, 4, 3, 5]);
    const scale = input("scale", "float32", [4, 1, 1]);
    const normal = groupNormalize(x, 2);
    const outputs = { y: add(mul(normal, scale), scale), normal };
    const before = defineGraph({ name: "g", inputs: [x, scale], outputs });
    expect(fuseGroupNorm.run(before)).toBe(before);
  });

  it("finds every group normalisation of a compiled step", () => {
    const spec = goldenSpec({ encoder: "resnet", modality: "camera", objective: "all" }, "adamw");
    const before = compileStep(spec).graph;
    const after = lowerGraph(before, { hasGroupNorm: true });
    const isGrouped = ({ op, inputs }: (typeof before.nodes)[number]): boolean =>
      op === "LayerNormalization" && inputs[0]!.shape.length === 3;
    expect(before.nodes.filter(isGrouped).length).toBeGreaterThan(4);
    expect(after.nodes.filter(isGrouped)).toEqual([]);
    expect(countOf(after, "GroupNormGradient")).toBe(before.nodes.filter(isGrouped).length);
    expect(countOf(after, "GroupNorm")).toBe(before.nodes.filter(isGrouped).length);
  });
});
