import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { randomFor } from "../../../src/core/random.ts";
import { fusedGroupNorm } from "../../../src/graph/derived/fused-group-norm.ts";
import { groupNormalize } from "../../../src/graph/derived/group-normalize.ts";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { lowerGraph } from "../../../src/graph/lower-graph.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { optimizeGraph } from "../../../src/graph/passes/index.ts";
import { toOnnx } from "../../../src/graph/serialise.ts";
import type { Value } from "../../../src/graph/value.ts";
import { loadAddon } from "../../../src/native/addon.ts";
import type { Engine, HostTensor, NamedTensors } from "../../../src/runtime/engine.ts";
import { ortNative } from "../../../src/runtime/ort-native/ort-native-engine.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import { normalTensor } from "../../support/feeds.ts";
import { relativeError } from "../../support/relative-error.ts";

const seed = 11;

/** A layer with all of its gradients, as the passes leave it. */
function layer(
  shape: readonly number[],
  groups: number,
  isRelu: boolean,
  isResidual: boolean,
): Graph {
  const perChannel = shape.slice(1).map((size, i) => (i === 0 ? size : 1));
  const x = input("x", "float32", shape);
  const scale = input("scale", "float32", perChannel);
  const shift = input("shift", "float32", perChannel);
  const residual = input("residual", "float32", shape);
  const dY = input("dY", "float32", shape);
  const affine = add(mul(groupNormalize(x, groups), scale), shift);
  const sum = isResidual ? add(affine, residual) : affine;
  const y = isRelu ? relu(sum) : sum;
  const [dX, dScale, dShift] = backward(y, [x, scale, shift], dY) as [Value, Value, Value];
  const [dResidual] = isResidual ? backward(y, [residual], dY) : [];
  const outputs = { y, dX, dScale, dShift, ...(dResidual && { dResidual }) };
  const inputs = [x, scale, shift, residual, dY];
  return optimizeGraph(defineGraph({ name: "layer", inputs, outputs }));
}

const specs = (values: readonly Value[], names: readonly string[]) =>
  values.map(({ shape }, i) => ({ name: names[i]!, dtype: "float32" as const, shape }));

async function run(engine: Engine, graph: Graph, threads: number): Promise<NamedTensors> {
  const names = graph.inputs.map((value) => graph.names.get(value)!);
  const session = await engine.openInference({
    model: toOnnx(graph),
    inputs: specs(graph.inputs, names),
    outputs: specs(Object.values(graph.outputs), Object.keys(graph.outputs)),
    threads,
  });
  const feeds = graph.inputs.map(({ shape }, i): [string, HostTensor] => {
    const { data } = normalTensor(shape, randomFor(seed, "feeds", names[i]!));
    return [names[i]!, { dtype: "float32", shape, data: Float32Array.from(data) }];
  });
  const found = await session.run(Object.fromEntries(feeds));
  await session.close();
  return found;
}

describe.skipIf(!loadAddon().loaded)(
  "the addon's group normalisation (skipped where the addon is not built)",
  () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await ortNative.create({ provider: "cpu" });
    });
    afterAll(() => engine.close());

    it("is what the engine says it has, and onnxruntime-node does not", async () => {
      expect((await engine.lowering()).hasGroupNorm).toBe(true);
      const stock = await ortNode.create({ provider: "cpu" });
      expect((await stock.lowering()).hasGroupNorm).toBeUndefined();
      await stock.close();
    });

    it.each([
      { shape: [1, 2, 2], groups: 1 },
      { shape: [3, 6, 5, 7], groups: 3 },
      { shape: [2, 16, 12, 20], groups: 4 },
      { shape: [5, 7, 1, 3], groups: 7 },
      { shape: [1, 4, 50, 60], groups: 1 },
    ])("gives what plain operators give, for $shape in $groups groups", async (given) => {
      for (const [isRelu, isResidual] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const plain = layer(given.shape, given.groups, isRelu, isResidual);
        const fused = lowerGraph(plain, { hasGroupNorm: true });
        expect(fused.nodes.map(({ op }) => op)).toContain("GroupNormGradient");
        const expected = await run(engine, plain, 1);
        const found = await run(engine, fused, 1);
        for (const [name, { data }] of Object.entries(expected)) {
          const error = relativeError(
            Array.from(found[name]!.data, Number),
            Array.from(data, Number),
          );
          expect(error, `${name}, relu ${isRelu}, residual ${isResidual}`).toBeLessThanOrEqual(
            1e-5,
          );
        }
        expect(await run(engine, fused, 2)).toEqual(found);
      }
    });

    it("refuses groups that do not divide the channels, and a scale of another size", async () => {
      const x = input("x", "float32", [1, 6, 4]);
      const affine = input("affine", "float32", [6]);
      const short = input("affine", "float32", [5]);
      const options = { x, shift: affine, scale: affine, epsilon: 1e-5, isRelu: false };
      const graphOf = (y: Value, other: Value): Graph =>
        defineGraph({ name: "g", inputs: [x, other], outputs: { y } });
      const uneven = graphOf(fusedGroupNorm({ ...options, groups: 4 }).y, affine);
      await expect(run(engine, uneven, 1)).rejects.toThrow(/C a multiple of the groups/);
      const misfit = fusedGroupNorm({ ...options, scale: short, shift: short, groups: 2 }).y;
      await expect(run(engine, graphOf(misfit, short), 1)).rejects.toThrow(/C numbers each/);
    });
  },
);
