import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { compressActivations } from "../../../src/autodiff/compress-activations.ts";
import { packAs8Bits, packMask } from "../../../src/autodiff/eight-bits.ts";
import { savedActivations } from "../../../src/autodiff/saved-activations.ts";
import { randomFor } from "../../../src/core/random.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { input, scalar } from "../../../src/graph/leaves.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { maxPool } from "../../../src/graph/ops/max-pool.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { tanh } from "../../../src/graph/ops/tanh.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { evaluate } from "../../support/evaluate.ts";
import { normalTensor, tensorOf } from "../../support/feeds.ts";
import { gradientError } from "../../support/gradient-error.ts";
import { runCompiledStep } from "../../support/run-compiled-step.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const seed = 23;
const x = input("x", "float32", [6, 40]);
const data = normalTensor([6, 40], randomFor(seed, "x"));
const feeds = new Map([["x", data]]);

describe("packAs8Bits", () => {
  it.each([
    ["of both signs", x, 254],
    ["never negative", relu(x), 510],
  ])("is wrong by at most half a step of its row where x is %s", (_, value, steps) => {
    const { bytes, unpack } = packAs8Bits(value);
    expect(bytes.dtype).toBe("uint8");
    const [exact, found] = evaluate([value, unpack(scalar(1))], feeds);
    exact!.data.forEach((element, i) => {
      const row = exact!.data.slice(40 * Math.floor(i / 40), 40 * Math.floor(i / 40) + 40);
      const largest = Math.max(...row.map(Math.abs));
      expect(Math.abs(found!.data[i]! - element)).toBeLessThanOrEqual((1.0001 * largest) / steps);
      if (element === 0) expect(found!.data[i]).toBe(0);
    });
  });

  it("keeps a row of zeros", () => {
    const zeros = new Map([["x", tensorOf([6, 40], 0)]]);
    expect(evaluate([packAs8Bits(x).unpack(scalar(1))], zeros)[0]!.data.every((v) => v === 0)).toBe(
      true,
    );
  });
});

describe("packMask", () => {
  it("is 1 for whatever is positive, however little, and 0 for 0", () => {
    const values = [0, 1e-20, 1e-3, 1, 1e20, 0];
    const small = input("x", "float32", [6]);
    const [found] = evaluate(
      [packMask(small).unpack(scalar(1))],
      new Map([["x", tensorOf([6], values)]]),
    );
    expect([...found!.data]).toEqual(
      values.map((value): unknown => (value > 0 ? expect.closeTo(1, 12) : 0)),
    );
  });
});

describe("compressActivations", () => {
  const w1 = input("w1", "float32", [40, 30]);
  const w2 = input("w2", "float32", [30, 20]);

  it("saves a quarter of the bytes, and a relu's mask besides", () => {
    const rows = input("rows", "float32", [2000, 40]);
    const loss = sumAll(tanh(matMul(relu(matMul(rows, w1)), w2)));
    const gradients = backward(loss, [w1, w2]);
    const found = compressActivations({ loss, gradients, values: [] });
    const bytes = savedActivations(found.loss, found.gradients).map((s) => [
      s.value.dtype,
      s.bytes,
    ]);
    // relu's output, in 8 bits and as a mask; tanh's is packed behind the loss.
    expect(bytes.filter(([dtype]) => dtype === "uint8")).toEqual([
      ["uint8", 2000 * 30],
      ["uint8", 2000 * 30],
    ]);
    expect(bytes).not.toContainEqual(["float32", 2000 * 30 * 4]);
  });

  it("keeps exactly what a decision hangs on", () => {
    const image = input("x", "float32", [2, 3, 8, 8]);
    const loss = sumAll(maxPool(tanh(image), { kernel: [2, 2], strides: [2, 2] }));
    const gradients = backward(loss, [image]);
    const found = compressActivations({ loss, gradients, values: [] });
    const some = new Map([["x", normalTensor([2, 3, 8, 8], randomFor(seed, "image"))]]);
    const [exact, rounded] = [gradients, found.gradients].map((g) => evaluate(g, some)[0]!.data);
    const isHit = (values: Float64Array): boolean[] => [...values].map((value) => value !== 0);
    expect(isHit(rounded!)).toEqual(isHit(exact!));
  });

  it.each([
    ["conv", { encoder: { name: "conv", widths: [16, 24, 32], channels: 16 } }],
    ["merge", {}],
    ["resnet", { encoder: { name: "resnet", widths: [16, 24, 32], channels: 16 } }],
    ["vit", { encoder: { name: "vit", depth: 2, width: 64 } }],
  ])("of the %s encoder's step: same losses, gradients within 2 %%", async (_, change) => {
    const plain = compileStep(tinySpec(change));
    const packed = compileStep(tinySpec({ ...change, step: { savedActivations: "int8" } }));
    verifyGraph(packed.graph);
    const expected = await runCompiledStep(plain, { seed });
    const found = await runCompiledStep(packed, { seed });
    for (const name of plain.outputs.filter((output) => output !== "gradientNorm")) {
      // The runtime fuses what is no longer read twice: the last bits may differ.
      const [value, other] = [expected[name]![0]!, found[name]![0]!];
      expect(Math.abs(other - value), name).toBeLessThanOrEqual(1e-6 * Math.abs(value));
    }
    const error = gradientError(plain, found, expected);
    expect(error).toBeGreaterThan(1e-4);
    expect(error).toBeLessThan(0.02);
  });
});
