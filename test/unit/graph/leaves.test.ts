import { describe, expect, it } from "vitest";
import { constant, scalar } from "../../../src/graph/leaves.ts";

const dataOf = (value: ReturnType<typeof constant>): number[] =>
  value.node.kind === "constant" ? [...value.node.data] : [];

describe("constant", () => {
  it("is filled by a single number", () => {
    expect(dataOf(constant([2, 2], 3))).toEqual([3, 3, 3, 3]);
  });

  it("copies an array, so that a later change does not reach it", () => {
    const list = [1, 2];
    const value = constant([2], list);
    list[0] = 9;
    expect(dataOf(value)).toEqual([1, 2]);
  });

  it("keeps float64 until it is serialised", () => {
    expect(dataOf(scalar(0.1))).toEqual([0.1]);
  });

  it("refuses an array of another length", () => {
    expect(() => constant([2, 2], [1])).toThrow(/expected 4 values for \[2, 2\], received 1/);
  });

  it("refuses a fraction in an integer tensor", () => {
    expect(() => constant([1], [1.5], "int64")).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }),
    );
  });

  it("may be an empty list", () => {
    expect(constant([0], [], "int64").shape).toEqual([0]);
  });
});
