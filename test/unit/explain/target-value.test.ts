import { describe, expect, it } from "vitest";
import { rowOf } from "../../../src/core/matrix.ts";
import { targetValue } from "../../../src/explain/target-value.ts";
import { input } from "../../../src/graph/leaves.ts";
import { answerHead } from "../../../src/heads/answer-head.ts";
import type { DenseLayer, HeadModel } from "../../../src/heads/head.ts";
import { evaluate } from "../../support/evaluate.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

const features = randomMatrix(5, 6, 1);
const layer = (inputs: number, outputs: number, seed: number): DenseLayer => ({
  inputs,
  outputs,
  weights: Float32Array.from(randomMatrix(inputs, outputs, seed).data),
  bias: Float32Array.from(randomMatrix(1, outputs, seed + 1).data),
});
const valuesOf = (target: Parameters<typeof targetValue>[0]): readonly number[] => {
  const value = targetValue(target, input("features", "float32", [5, 6]));
  const [result] = evaluate(
    [value],
    new Map([["features", { shape: [5, 6], data: features.data }]]),
  );
  return Array.from(result!.data);
};
const rows = [...Array(5).keys()];

describe("a target as graph", () => {
  it("says what the head says, of perceptrons that are averaged", () => {
    const members = [
      [layer(6, 4, 3), layer(4, 1, 5)],
      [layer(6, 4, 7), layer(4, 1, 9)],
    ];
    const model: HeadModel = { dimension: 6, members };
    const expected = rows.map((row) => answerHead(model, rowOf(features, row)).value);
    valuesOf({ kind: "head", model, classIndex: 0 }).forEach((value, row) => {
      expect(value).toBeCloseTo(expected[row]!, 6);
    });
  });

  it.each([0, 1, 2])("gives the log-odds of class %i", (classIndex) => {
    const model: HeadModel = { dimension: 6, members: [[layer(6, 3, 11)]], classes: [2, 5, 9] };
    valuesOf({ kind: "head", model, classIndex }).forEach((value, row) => {
      const p = answerHead(model, rowOf(features, row)).probabilities![classIndex]!;
      expect(value).toBeCloseTo(Math.log(p / (1 - p)), 5);
    });
  });

  it("gives the cosine to a direction in standardised columns", () => {
    const direction = Float64Array.of(0.6, 0.8, 0, 0, 0, 0);
    const centre = new Float64Array(6).fill(0.5);
    const scale = Float64Array.of(1, 2, 1, 1, 1, 0);
    valuesOf({ kind: "likeness", centre, scale, direction }).forEach((value, row) => {
      const z = Array.from(rowOf(features, row), (x, c) => (x - 0.5) * scale[c]!);
      const length = Math.hypot(...z);
      expect(value).toBeCloseTo((0.6 * z[0]! + 0.8 * z[1]!) / length, 4);
    });
  });
});
