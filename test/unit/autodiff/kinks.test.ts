import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { constant, input, scalar } from "../../../src/graph/leaves.ts";
import { abs } from "../../../src/graph/ops/abs.ts";
import { clip } from "../../../src/graph/ops/clip.ts";
import { div } from "../../../src/graph/ops/div.ts";
import { log } from "../../../src/graph/ops/log.ts";
import { max } from "../../../src/graph/ops/max.ts";
import { maxPool } from "../../../src/graph/ops/max-pool.ts";
import { min } from "../../../src/graph/ops/min.ts";
import { reduceMax } from "../../../src/graph/ops/reduce-max.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { where } from "../../../src/graph/ops/where.ts";
import type { Value } from "../../../src/graph/value.ts";
import { evaluate } from "../../support/evaluate.ts";

const gradients = (loss: Value, ...wrt: Value[]): number[][] =>
  backward(sumAll(loss), wrt).map((value) => [...evaluate([value])[0]!.data]);

describe("where a function has no derivative, its gradient", () => {
  it("of relu is 0 at 0, and 1 for the smallest normal activations that matter", () => {
    const x = constant([5], [-1, 0, 1e-30, 1, 1e8]);
    expect(gradients(relu(x), x)).toEqual([[0, 0, 1, 1, 1]]);
  });

  it("of relu in float16 is chosen, not multiplied: 1e30 has no float16", () => {
    const x = input("x", "float16", [2]);
    const [gradient] = backward(relu(x), [x], input("dY", "float16", [2])) as [Value];
    const feeds = new Map([
      ["x", { shape: [2], data: Float64Array.of(-1, 1) }],
      ["dY", { shape: [2], data: Float64Array.of(3, 3) }],
    ]);
    expect(gradient.node).toMatchObject({ op: "Where" });
    expect([...evaluate([gradient], feeds)[0]!.data]).toEqual([0, 3]);
  });

  it("of abs is 0 at 0", () => {
    const x = constant([3], [-2, 0, 2]);
    expect(gradients(abs(x), x)).toEqual([[-1, 0, 1]]);
  });

  it("of clip is 1 on the bounds and 0 beyond them", () => {
    const x = constant([4], [-2, -1, 1, 2]);
    expect(gradients(clip(x, { min: -1, max: 1 }), x)).toEqual([[0, 1, 1, 0]]);
  });

  it("of max and min goes to the first of two equals", () => {
    const [a, b] = [constant([3], [1, 2, 3]), constant([3], [3, 2, 1])];
    expect(gradients(max(a, b), a, b)).toEqual([
      [0, 1, 1],
      [1, 0, 0],
    ]);
    expect(gradients(min(a, b), a, b)).toEqual([
      [1, 1, 0],
      [0, 0, 1],
    ]);
  });

  it("of a maximum over axes is shared by equal largest elements", () => {
    const x = constant([2, 3], [5, 1, 5, 2, 3, 1]);
    expect(gradients(reduceMax(x, [1]), x)).toEqual([[0.5, 0, 0.5, 0, 1, 0]]);
  });

  it("of a pooled maximum goes to the first of equal elements, row by row", () => {
    const x = constant([1, 1, 2, 4], [1, 7, 0, 0, 7, 7, 0, 0]);
    expect(gradients(maxPool(x, { kernel: [2, 2] }), x)).toEqual([[0, 1, 1, 0, 0, 0, 0, 0]]);
  });

  it("of where does not let an infinite gradient through the branch not taken", () => {
    const x = constant([2], [0, 2]);
    const isPositive = constant([2], [0, 1], "bool");
    const safe = where(isPositive, x, scalar(1));
    expect(gradients(where(isPositive, log(safe), scalar(0)), x)).toEqual([[0, 0.5]]);
    expect(gradients(where(isPositive, div(scalar(1), x), scalar(0)), x)[0]![1]).toBe(-0.25);
  });
});
