import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { savedActivations } from "../../../src/autodiff/saved-activations.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { input } from "../../../src/graph/leaves.ts";
import { exp } from "../../../src/graph/ops/exp.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { neg } from "../../../src/graph/ops/neg.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import type { Value } from "../../../src/graph/value.ts";

const x = input("x", "float32", [4, 3]);
const w1 = input("w1", "float32", [3, 5]);
const w2 = input("w2", "float32", [5, 2]);

function savedOf(loss: Value, wrt: readonly Value[]) {
  return savedActivations(loss, backward(loss, wrt));
}

describe("savedActivations", () => {
  const hidden = relu(matMul(x, w1));
  const loss = sumAll(exp(matMul(hidden, w2)));

  it("lists what the forward pass makes and the backward pass reads, in order and in bytes", () => {
    const saved = savedOf(loss, [w1, w2]);
    // relu's output for its own mask and for dW2, exp's for its own gradient; inputs are there anyway.
    expect(saved.map(({ value }) => value.node)).toMatchObject([{ op: "Relu" }, { op: "Exp" }]);
    expect(saved.map(({ bytes }) => bytes)).toEqual([4 * 5 * 4, 4 * 2 * 4]);
  });

  it("lists nothing in front of the first parameter that is trained", () => {
    const frozen = relu(matMul(neg(exp(x)), w1));
    const [first, ...rest] = savedOf(sumAll(matMul(frozen, w2)), [w2]);
    expect([first!.value, rest]).toEqual([frozen, []]);
  });

  it("counts a view as the memory that it lies in, once", () => {
    const made = exp(x);
    const twice = matMul(reshape(made, [2, 6]), reshape(made, [6, 2]));
    const saved = savedOf(sumAll(twice), [x]);
    expect(saved).toEqual([{ value: made, bytes: 48 }]);
  });
});
