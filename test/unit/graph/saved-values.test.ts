import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { defineGraph, type Graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { tanh } from "../../../src/graph/ops/tanh.ts";
import { savedValues } from "../../../src/graph/saved-values.ts";
import type { Value } from "../../../src/graph/value.ts";

const x = input("x", "float32", [4, 3]);
const w = input("w", "float32", [3, 2]);

/** The step of `loss`, with the gradient of `w`. */
function stepOf(loss: Value): Graph {
  const [dW] = backward(loss, [w]);
  return defineGraph({ name: "g", inputs: [x, w], outputs: { loss, dW: dW! } });
}

describe("savedValues", () => {
  it("are what a gradient needs of the forward pass: of a tanh its result, of a product its input", () => {
    const y = tanh(matMul(x, w));
    expect(savedValues(stepOf(sumAll(y)))).toEqual([y]);
    const hidden = tanh(x);
    const product = savedValues(stepOf(sumAll(matMul(hidden, w))));
    expect(product).toHaveLength(1);
    expect(product[0]).toBe(hidden);
  });

  it("counts a value that is read through several views once, as itself", () => {
    const y = tanh(matMul(x, w));
    const through = reshape(tanh(reshape(y, [8])), [2, 4]);
    const saved = savedValues(stepOf(sumAll(through)));
    expect(saved).toContain(y);
    expect(saved.map(({ shape }) => shape)).toEqual([[8], [4, 2]]);
  });

  it("are none where nothing is differentiated", () => {
    const y = tanh(matMul(x, w));
    expect(savedValues(defineGraph({ name: "g", inputs: [x, w], outputs: { y } }))).toEqual([]);
  });
});
