import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { layerNorm } from "../../../../src/nn/layers/layer-norm.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, parameterFeeds } from "../../../support/feeds.ts";

describe("layerNorm", () => {
  it("is scale·(x − mean)/√(variance + ε) + shift over the last axis", () => {
    const scope = createParameters();
    const epsilon = 0.01;
    const y = layerNorm(scope, input("x", "float32", [2, 3, 5]), epsilon);
    const feeds = parameterFeeds(scope.all(), { seed: 1, spread: 0.5 });
    const x = normalTensor([2, 3, 5], randomFor(1, "x"));
    feeds.set("x", x);
    const [gamma, beta] = [feeds.get("scale")!.data, feeds.get("shift")!.data];

    const expected = x.data.map((value, i) => {
      const row = x.data.subarray(i - (i % 5), i - (i % 5) + 5);
      const mean = row.reduce((a, b) => a + b) / 5;
      const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 5;
      return ((value - mean) / Math.sqrt(variance + epsilon)) * gamma[i % 5]! + beta[i % 5]!;
    });
    expectAllClose(evaluate([y], feeds)[0]!.data, expected);
  });

  it("starts with scale 1 and shift 0, and decays neither", () => {
    const scope = createParameters();
    layerNorm(scope, input("x", "float32", [2, 5]));
    expect(scope.all().map((p) => [p.name, p.shape, p.init, p.isDecayed])).toEqual([
      ["scale", [5], { kind: "constant", value: 1 }, false],
      ["shift", [5], { kind: "constant", value: 0 }, false],
    ]);
  });
});
