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
    { height: 20, width: 32, fitting: "24×32" },
    { height: 24, width: 33, fitting: "24×32" },
    { height: 1, width: 1, fitting: "8×16" },
  ])("refuses $height×$width and names $fitting", ({ height, width, fitting }) => {
    expect(() => {
      requireDivisible("some", image(height, width), cell);
    }).toThrow(`encoder 'some' expected an image divisible by 8×16, such as ${fitting}`);
  });
});
