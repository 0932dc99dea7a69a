import { readFile } from "node:fs/promises";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { recompute } from "../../../src/autodiff/recompute.ts";
import { savedActivations } from "../../../src/autodiff/saved-activations.ts";
import { randomFor } from "../../../src/core/random.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { memoryPeak } from "../../../src/graph/memory-peak.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { tanh } from "../../../src/graph/ops/tanh.ts";
import type { Value } from "../../../src/graph/value.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { evaluate } from "../../support/evaluate.ts";
import { normalTensor } from "../../support/feeds.ts";
import { gradientError } from "../../support/gradient-error.ts";
import { runCompiledStep, type StepOutputs } from "../../support/run-compiled-step.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const bytesOf = (saved: readonly { readonly bytes: number }[]): number =>
  saved.reduce((sum, { bytes }) => sum + bytes, 0);

/** `layers` equal layers, one saved value each. */
function chain(layers: number): { loss: Value; weights: Value[]; inputs: Value[] } {
  const x = input("x", "float32", [64, 8]);
  const weights = Array.from({ length: layers }, (_, i) => input(`w${i}`, "float32", [8, 8]));
  const y = weights.reduce((value, w) => tanh(matMul(value, w)), x);
  return { loss: sumAll(y), weights, inputs: [x, ...weights] };
}

const isSame = (one: StepOutputs, other: StepOutputs, output: string): boolean =>
  Buffer.from(one[output]!.buffer).equals(Buffer.from(other[output]!.buffer));

const recomputing = { recompute: true };
const conv = { name: "conv", widths: [16, 24, 32], channels: 16 };

describe("recompute", () => {
  it("keeps about √n of n equal layers, and as many once more while one stretch is made anew", () => {
    const layers = 64;
    const { loss, weights, inputs } = chain(layers);
    const plain = backward(loss, weights);
    const late = recompute(loss, plain);
    const layerBytes = 64 * 8 * 4;
    expect(bytesOf(savedActivations(loss, plain))).toBe(layers * layerBytes);
    expect(bytesOf(savedActivations(loss, late))).toBeLessThanOrEqual(17 * layerBytes);
    const peakOf = (gradients: readonly Value[]): number => {
      const outputs = Object.fromEntries(gradients.map((g, i) => [`g${i}`, g]));
      const graph = defineGraph({ name: "g", inputs, outputs: { loss, ...outputs } });
      verifyGraph(graph);
      return memoryPeak(graph).bytes - layers * 8 * 8 * 4;
    };
    expect(peakOf(late) / peakOf(plain)).toBeLessThan(0.4);
  });

  it("gives the same gradients, to the last bit of a float64", () => {
    const { loss, weights, inputs } = chain(9);
    const feeds = new Map(
      inputs.map(({ node, shape }) => {
        const name = node.kind === "input" ? node.name : "";
        return [name, normalTensor(shape, randomFor(5, name))] as const;
      }),
    );
    const plain = backward(loss, weights);
    const late = recompute(loss, plain);
    expect(late).not.toEqual(plain);
    expect(evaluate(late, feeds)).toEqual(evaluate(plain, feeds));
  });

  it("leaves a pass alone that is too short to win anything", () => {
    const { loss, weights } = chain(1);
    const plain = backward(loss, weights);
    expect(recompute(loss, plain)).toEqual(plain);
  });

  it("hands on a gradient that is not a number, and no other", () => {
    const { loss, weights, inputs } = chain(9);
    const feeds = new Map(
      inputs.map(({ node, shape }) => {
        const name = node.kind === "input" ? node.name : "";
        const tensor = normalTensor(shape, randomFor(6, name));
        if (name === "w8") tensor.data[0] = Number.POSITIVE_INFINITY;
        return [name, tensor] as const;
      }),
    );
    const plain = backward(loss, weights);
    expect(evaluate(recompute(loss, plain), feeds)).toEqual(evaluate(plain, feeds));
  });

  it.each([
    ["conv", { encoder: conv }],
    ["merge", {}],
    ["resnet", { encoder: { name: "resnet", widths: [16, 24, 32], channels: 16 } }],
  ])(
    "of the %s encoder's step changes no bit of the state in ONNX Runtime, which merges no copy",
    async (name, change) => {
      const folder = await temporaryFolder();
      const seed = 17;
      const plain = compileStep(tinySpec(change));
      const late = compileStep(tinySpec({ ...change, step: recomputing }));
      verifyGraph(late.graph);
      const at = `${folder}/${name}.onnx`;
      const expected = await runCompiledStep(plain, { seed });
      const found = await runCompiledStep(late, { seed, optimizedModelFilePath: at });
      // Not the arrays themselves: to print how two of them differ takes minutes.
      const changed = Object.keys(expected).filter((output) => !isSame(found, expected, output));
      expect(changed).toEqual([]);

      const optimized = fromBinary(ModelProtoSchema, await readFile(at));
      const heavy = /^(Fused)?(Conv|MatMul|Gemm|LayerNormalization)$/;
      const written = late.graph.nodes.filter(({ op }) => heavy.test(op)).length;
      const run = optimized.graph!.node.filter(({ opType }) => heavy.test(opType)).length;
      expect(run).toBe(written);
      const before = plain.graph.nodes.filter(({ op }) => heavy.test(op)).length;
      expect(written).toBeGreaterThan(before);
    },
  );

  it("of the vit encoder's step is wrong by roundings alone: the runtime fuses a copy in another way", async () => {
    const [encoder, seed] = [{ name: "vit", depth: 2, width: 64 }, 17];
    const plain = compileStep(tinySpec({ encoder }));
    const late = compileStep(tinySpec({ encoder, step: recomputing }));
    const expected = await runCompiledStep(plain, { seed });
    const found = await runCompiledStep(late, { seed });
    expect(found["loss"]![0]).toBeCloseTo(expected["loss"]![0]!, 5);
    expect(gradientError(plain, found, expected)).toBeLessThan(2e-6);
  });
});
