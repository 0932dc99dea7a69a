import { fromBinary } from "@bufbuild/protobuf";
import * as ort from "onnxruntime-node";
import { ModelProtoSchema, type ModelProto } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { constant, input, scalar } from "../../../src/graph/leaves.ts";
import { operator } from "../../../src/graph/operator.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { layerNormalization } from "../../../src/graph/ops/layer-normalization.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { reduceSum } from "../../../src/graph/ops/reduce-sum.ts";
import { stopGradient } from "../../../src/graph/ops/stop-gradient.ts";
import { toOnnx } from "../../../src/graph/serialise.ts";
import type { Value } from "../../../src/graph/value.ts";

const x = input("x", "float32", [2, 3]);
const graphOf = (y: Value, ...more: Value[]): Graph =>
  defineGraph({ name: "g", inputs: [x, ...more], outputs: { y } });
const parse = (bytes: Uint8Array): ModelProto => fromBinary(ModelProtoSchema, bytes);

describe("toOnnx", () => {
  it("writes the same bytes for the same expression", () => {
    const bytes = (): Uint8Array => {
      const w = input("w", "float32", [3, 3]);
      return toOnnx(graphOf(add(matMul(x, w), constant([3], [1, 2, 3])), w));
    };
    expect(bytes()).toEqual(bytes());
  });

  it("writes opset 20 and IR version 10, and no other domain", () => {
    const model = parse(toOnnx(graphOf(add(x, x))));
    expect(model.irVersion).toBe(10n);
    expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([["", 20n]]);
  });

  it("names the com.microsoft domain when a node is from there", () => {
    const fused = operator({ op: "FusedGelu", domain: "com.microsoft", inputs: [x], outputs: [x] });
    const model = parse(toOnnx(graphOf(fused.outputs[0]!)));
    expect(model.opsetImport.map(({ domain }) => domain)).toEqual(["", "com.microsoft"]);
    expect(model.graph?.node[0]?.domain).toBe("com.microsoft");
  });

  it("writes equal constants once, and unequal shapes or dtypes apart", () => {
    const sum = [
      scalar(1),
      scalar(1),
      constant([1], 1),
      constant([3], 2),
      constant([3], [2, 2, 2]),
    ].reduce((total, value) => add(total, value), x);
    const list = parse(toOnnx(graphOf(reduceSum(reduceSum(sum, [1], true), [1], true))));
    const shown = list.graph?.initializer.map(({ name, dims }) => `${name} [${dims.join()}]`);
    expect(shown).toEqual(["%c0 []", "%c1 [1]", "%c2 [3]", "%c3 [1]"]);
  });

  it("tells 0 from −0", () => {
    const model = parse(toOnnx(graphOf(mul(mul(x, scalar(0)), scalar(-0)))));
    expect(model.graph?.initializer).toHaveLength(2);
  });

  it("turns inputs with weights into initializers, and the model runs on them", async () => {
    const w = input("encoder/w", "float32", [3, 2]);
    const weights = {
      "encoder/w": Float32Array.of(1, 0, 0, 1, 1, 1),
      unknown: new Float32Array(1),
    };
    const session = await ort.InferenceSession.create(
      toOnnx(graphOf(matMul(x, w), w), { weights }),
    );
    expect(session.inputNames).toEqual(["x"]);
    const batch = new ort.Tensor("float32", Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const { y } = await session.run({ x: batch });
    expect([...(y!.data as Float32Array)]).toEqual([4, 5, 10, 11]);
    await session.release();
  });

  it("refuses a weight of another size", () => {
    const w = input("w", "float32", [3, 2]);
    const weights = { w: new Float32Array(5) };
    expect(() => toOnnx(graphOf(matMul(x, w), w), { weights })).toThrow(
      /weight 'w' expected 6 values for \[3, 2\], received 5 \[SHAPE_MISMATCH\]/,
    );
  });

  it("refuses a weight for an input that is not float32", () => {
    const w = input("w", "float64", [1]);
    const weights = { w: new Float32Array(1) };
    expect(() => toOnnx(graphOf(add(x, x), w), { weights })).toThrow(
      expect.objectContaining({ code: "DTYPE_MISMATCH" }),
    );
  });

  it("writes a stopped gradient as an Identity", () => {
    expect(parse(toOnnx(graphOf(stopGradient(x)))).graph?.node[0]?.opType).toBe("Identity");
  });

  it("leaves out statistics that nothing reads, and keeps those that are read", () => {
    const { y, invStdDev } = layerNormalization(x, constant([3], 1));
    const outputsOf = (value: Value): string[] | undefined =>
      parse(toOnnx(graphOf(value))).graph?.node[0]?.output;
    expect(outputsOf(y)).toEqual(["y"]);
    expect(outputsOf(mul(y, invStdDev))).toEqual(["%0", "", "%2"]);
  });

  it("runs a graph whose output is its input", async () => {
    const session = await ort.InferenceSession.create(toOnnx(graphOf(x)));
    const { y } = await session.run({ x: new ort.Tensor("float32", new Float32Array(6), [2, 3]) });
    expect(y!.dims).toEqual([2, 3]);
    await session.release();
  });
});
