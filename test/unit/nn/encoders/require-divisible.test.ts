import { describe, expect, it } from "vitest";
import { input } from "../../../../src/graph/leaves.ts";
import { requireDivisible } from "../../../../src/nn/encoders/require-divisible.ts";

const image = (height: number, width: number) => input("x", "float32", [2, height, width, 3]);
const cell = { rows: 8, columns: 16 };

describe("requireDivisible", () => {
  it("lets an image of whole cells pass", () => {
    expect(() => {
      requireDivisible("some", image(24, 32), cell);
    }).not.toThrow();
  });

  it.each([
    { size: [20, 32], fitting: "24×32" },
    { size: [24, 33], fitting: "24×32" },
    { size: [1, 1], fitting: "8×16" },
  ] as const)("refuses $size and names $fitting", ({ size, fitting }) => {
    expect(() => {
      requireDivisible("some", image(...size), cell);
    }).toThrow(`encoder 'some' expected an image divisible by 8×16, such as ${fitting}`);
  });
});
