import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { constant, input } from "../../../src/graph/leaves.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import type { Value } from "../../../src/graph/value.ts";
import { kinkCases } from "../../contract/kink-cases.ts";
import { evaluate } from "../../support/evaluate.ts";

describe("where an operator has no derivative, its gradient is", () => {
  it.each(kinkCases.map((entry) => [`${entry.op}: ${entry.shows}`, entry] as const))(
    "%s",
    (_, { build, inputs, gradients }) => {
      const values = inputs.map(({ shape, data }) => constant(shape, data));
      const found = evaluate(backward(sumAll(build(...values)), values));
      expect(found.map(({ data }) => [...data])).toEqual(gradients);
    },
  );

  it("chosen, not multiplied, for relu in float16: 1e30 has no float16", () => {
    const x = input("x", "float16", [2]);
    const [gradient] = backward(relu(x), [x], input("dY", "float16", [2])) as [Value];
    const feeds = new Map([
      ["x", { shape: [2], data: Float64Array.of(-1, 1) }],
      ["dY", { shape: [2], data: Float64Array.of(3, 3) }],
    ]);
    expect(gradient.node).toMatchObject({ op: "Where" });
    expect([...evaluate([gradient], feeds)[0]!.data]).toEqual([0, 3]);
  });
});
