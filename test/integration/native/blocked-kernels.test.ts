import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { fromBlocks, imageRows, toBlocks } from "../../../src/graph/derived/blocked.ts";
import { fusedElementwise } from "../../../src/graph/derived/fused-elementwise.ts";
import {
  fusedGroupNorm,
  fusedGroupNormGradient,
} from "../../../src/graph/derived/fused-group-norm.ts";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { input, scalar } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { div } from "../../../src/graph/ops/div.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { pad } from "../../../src/graph/ops/pad.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { sqrt } from "../../../src/graph/ops/sqrt.ts";
import { transpose } from "../../../src/graph/ops/transpose.ts";
import { toOnnx } from "../../../src/graph/serialise.ts";
import type { Value } from "../../../src/graph/value.ts";
import { loadAddon } from "../../../src/native/addon.ts";
import type { Engine, HostTensor, NamedTensors } from "../../../src/runtime/engine.ts";
import { ortNative } from "../../../src/runtime/ort-native/ort-native-engine.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import { normalTensor } from "../../support/feeds.ts";
import { relativeError } from "../../support/relative-error.ts";

const seed = 13;

async function run(engine: Engine, graph: Graph, threads: number): Promise<NamedTensors> {
  const specOf = (name: string, { shape }: Value) => ({ name, dtype: "float32" as const, shape });
  const inputs = graph.inputs.map((value) => specOf(graph.names.get(value)!, value));
  const outputs = Object.entries(graph.outputs).map(([name, value]) => specOf(name, value));
  const session = await engine.openInference({ model: toOnnx(graph), inputs, outputs, threads });
  const feeds = inputs.map(({ name, shape }): [string, HostTensor] => {
    const { data } = normalTensor(shape, randomFor(seed, "feeds", name));
    return [name, { dtype: "float32", shape, data: Float32Array.from(data) }];
  });
  const found = await session.run(Object.fromEntries(feeds));
  await session.close();
  return found;
}

interface Layer {
  readonly shape: readonly number[];
  readonly groups: number;
  readonly isRelu: boolean;
  readonly isResidual: boolean;
}

/** A layer and its gradients by the kernels for plain maps, or by those for blocks. */
function layer({ shape, groups, isRelu, isResidual }: Layer, block?: number): Graph {
  const [x, residual, dY] = ["x", "residual", "dY"].map((name) =>
    input(name, "float32", shape),
  ) as [Value, Value, Value];
  const channels = shape[1]!;
  const scale = input("scale", "float32", [channels, 1, 1]);
  const shift = input("shift", "float32", [channels, 1, 1]);
  const into = (value: Value): Value => (block === undefined ? value : toBlocks(value, block));
  const outOf = (value: Value): Value =>
    block === undefined ? value : fromBlocks(value, channels);
  const own = { scale, groups, epsilon: 1e-5, isRelu, block };
  const added = isResidual ? into(residual) : undefined;
  const forward = fusedGroupNorm({ ...own, x: into(x), shift, residual: added });
  const { mean, invStdDev } = forward;
  const y = isRelu ? forward.y : undefined;
  const given = { ...own, mean, invStdDev, y, dY: into(dY), x: into(x), wantsResidual: isResidual };
  const { dX, dScale, dShift, dResidual } = fusedGroupNormGradient(given);
  const maps = {
    y: outOf(forward.y),
    dX: outOf(dX),
    ...(dResidual && { dResidual: outOf(dResidual) }),
  };
  const outputs = { ...maps, mean, invStdDev, dScale, dShift };
  return defineGraph({ name: "layer", inputs: [x, residual, dY, scale, shift], outputs });
}

describe.skipIf(!loadAddon().loaded)(
  "the addon's kernels for blocks and chains (skipped where the addon is not built)",
  () => {
    let engine: Engine;
    let block = 0;
    beforeAll(async () => {
      engine = await ortNative.create({ provider: "cpu" });
      block = (await engine.lowering()).channelBlock ?? 0;
    });
    afterAll(() => engine.close());

    it("are what the engine says it has, and onnxruntime-node does not", async () => {
      const { hasElementwise, hasBlockedKernels } = await engine.lowering();
      expect({ hasElementwise, hasBlockedKernels }).toEqual({
        hasElementwise: true,
        hasBlockedKernels: block > 0 ? true : undefined,
      });
      const stock = await ortNode.create({ provider: "cpu" });
      const lowering = await stock.lowering();
      expect(lowering.hasElementwise).toBeUndefined();
      expect(lowering.hasBlockedKernels).toBeUndefined();
      await stock.close();
    });

    it.for([
      { shape: [1, 16, 1, 1], groups: 2 },
      { shape: [3, 32, 5, 7], groups: 8 },
      { shape: [2, 48, 17, 31], groups: 8 },
      { shape: [2, 96, 3, 2], groups: 2 },
      { shape: [1, 32, 1, 3], groups: 1 },
    ])("normalise $shape in $groups groups as those for plain maps do", async (given, { skip }) => {
      skip(block === 0, "the runtime has no blocked convolution here");
      for (const [isRelu, isResidual] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const expected = await run(engine, layer({ ...given, isRelu, isResidual }), 1);
        const blocked = layer({ ...given, isRelu, isResidual }, block);
        const found = await run(engine, blocked, 1);
        for (const [name, { data }] of Object.entries(expected)) {
          const error = relativeError(
            Array.from(found[name]!.data, Number),
            Array.from(data, Number),
          );
          expect(error, `${name}, relu ${isRelu}, residual ${isResidual}`).toBeLessThanOrEqual(
            1e-5,
          );
        }
        expect(await run(engine, blocked, 2)).toEqual(found);
      }
    });

    it.for([
      { size: [1, 1, 1, 1], left: 0, right: 0 },
      { size: [2, 3, 5, 37], left: 1, right: 2 },
      { size: [1, 2, 3, 16], left: 0, right: 1 },
    ])("turn images of $size blocks exactly", async ({ size, left, right }, { skip }) => {
      skip(block === 0, "the runtime has no blocked convolution here");
      const [images = 1, parts = 1, height = 1, width = 1] = size;
      const [batch, channels] = [images * block, parts * block];
      const x = input("x", "float32", [batch, channels, height, width]);
      const turned = imageRows(toBlocks(x, block), { block, left, right });
      const rows = reshape(transpose(x, [0, 2, 1, 3]), [1, batch, height * channels, width]);
      const plain = pad(rows, { before: [0, 0, 0, left], after: [0, 0, 0, right] });
      const outputs = { found: fromBlocks(turned, batch), plain };
      const { found, plain: expected } = await run(
        engine,
        defineGraph({ name: "g", inputs: [x], outputs }),
        2,
      );
      expect(found).toEqual(expected);
    });

    it.each([1, 255, 256, 5000])("run a chain over %i elements bit for bit", async (count) => {
      const [a, b] = ["a", "b"].map((name) => input(name, "float32", [count])) as [Value, Value];
      const half = scalar(0.5);
      const steps = [
        { op: "Mul", reads: [0, 0] },
        { op: "Sqrt", reads: [3] },
        { op: "Add", reads: [4, 2] },
        { op: "Div", reads: [1, 5] },
      ];
      const [product, quotient] = fusedElementwise({
        inputs: [a, b, half],
        steps,
        results: [0, 3],
      });
      const squares = mul(a, a);
      const outputs = { product: product!, quotient: quotient! };
      const plain = { product: squares, quotient: div(b, add(sqrt(squares), half)) };
      const graphOf = (values: Readonly<Record<string, Value>>): Graph =>
        defineGraph({ name: "g", inputs: [a, b], outputs: values });
      const found = await run(engine, graphOf(outputs), 1);
      expect(found).toEqual(await run(engine, graphOf(plain), 1));
      expect(await run(engine, graphOf(outputs), 2)).toEqual(found);
    });

    it("refuse what they cannot compute, with words", async () => {
      const a = input("a", "float32", [4]);
      const chainOf = (steps: Parameters<typeof fusedElementwise>[0]["steps"]): Graph => {
        const [y] = fusedElementwise({ inputs: [a], steps, results: [0] });
        return defineGraph({ name: "g", inputs: [a], outputs: { y: y! } });
      };
      const forward = chainOf([{ op: "Mul", reads: [0, 1] }]);
      await expect(run(engine, forward, 1)).rejects.toThrow(/reads what is there already/);
      const unknown = chainOf([{ op: "Erf", reads: [0] }]);
      await expect(run(engine, unknown, 1)).rejects.toThrow(/known operators/);
      const x = input("x", "float32", [1, 12, 2, 2]);
      const affine = input("affine", "float32", [12]);
      const options = { x, scale: affine, shift: affine, groups: 2, epsilon: 1e-5, isRelu: true };
      const { y } = fusedGroupNorm({ ...options, block: 16 });
      const uneven = defineGraph({ name: "g", inputs: [x, affine], outputs: { y } });
      await expect(run(engine, uneven, 1)).rejects.toThrow(
        /multiple of the groups and of the block/,
      );
    });
  },
);
