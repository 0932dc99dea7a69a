import { describe, expect, it } from "vitest";
import { constant, input, scalar } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { neg } from "../../../src/graph/ops/neg.ts";
import { split } from "../../../src/graph/ops/split.ts";
import { rebuild } from "../../../src/graph/rebuild.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf } from "../../support/feeds.ts";

const x = input("x", "float32", [2]);
const feeds = new Map([["x", tensorOf([2], [3, 5])]]);
const valuesOf = (value: Parameters<typeof evaluate>[0][number]) => [
  ...evaluate([value], feeds)[0]!.data,
];

describe("rebuild", () => {
  it("gives back the very same values where nothing is replaced", () => {
    const values = [neg(x), add(neg(x), x), x];
    const rebuilt = rebuild(values, () => undefined);
    rebuilt.forEach((value, i) => {
      expect(value).toBe(values[i]);
    });
  });

  it("replaces an operand for the reader it is asked about, and for no other", () => {
    const [one, other] = [neg(x), add(x, x)];
    const [first, second] = rebuild([one, other], (operand, reader) =>
      operand === x && reader === one.node ? constant([2], 7) : undefined,
    );
    expect(valuesOf(first!)).toEqual([-7, -7]);
    expect(second).toBe(other);
  });

  it("replaces inside of what a replacement reads", () => {
    const inner = neg(x);
    const outer = mul(inner, scalar(2));
    const late = add(inner, scalar(1));
    const [found] = rebuild([outer], (operand, reader) => {
      if (reader === outer.node && operand === inner) return late;
      return reader === inner.node ? constant([2], 10) : undefined;
    });
    expect(valuesOf(found!)).toEqual([-18, -18]);
  });

  it("keeps every output of an operator, each at its place", () => {
    const parts = split(x, [1, 1], 0);
    const other = constant([2], [8, 9]);
    const found = rebuild([...parts], (operand) => (operand === x ? other : undefined));
    expect(found.map(({ output }) => output)).toEqual([0, 1]);
    expect(found.map(valuesOf)).toEqual([[8], [9]]);
  });

  it("refuses a replacement that hangs on what reads it", () => {
    const y = neg(x);
    const z = add(y, x);
    expect(() =>
      rebuild([z], (operand, reader) => (reader === y.node && operand === x ? z : undefined)),
    ).toThrow(/hangs on what reads it.*GRAPH_INVALID/);
  });

  it("refuses a replacement of another type", () => {
    expect(() => rebuild([neg(x)], () => scalar(1))).toThrow(
      /Neg.*float32\[2\].*float32\[\].*GRAPH_INVALID/,
    );
  });

  it("is not bounded by the call stack", () => {
    let deep = x;
    for (let i = 0; i < 20_000; i++) deep = neg(deep);
    const [found] = rebuild([deep], (operand) => (operand === x ? constant([2], 1) : undefined));
    expect(found!.shape).toEqual([2]);
  });
});
