import { expect, it } from "vitest";
import { averagedFeature } from "../../../../src/learn/memory/averaged-feature.ts";

const of = (...values: readonly number[]) => Float32Array.from(values);

it("is the direction of what was seen first", () => {
  expect(averagedFeature(undefined, of(0, 5))).toEqual(of(0, 1));
});

it("goes half way to what is seen next, and has length 1 again", () => {
  const half = averagedFeature(of(1, 0), of(0, 7))!;
  expect(half[0]).toBeCloseTo(Math.SQRT1_2, 6);
  expect(half[1]).toBeCloseTo(Math.SQRT1_2, 6);
});

it.each([
  ["zeros", of(0, 0)],
  ["what is not finite", of(NaN, 1)],
  ["the very opposite", of(-3, 0)],
])("is left as it was by %s", (_, seen) => {
  expect(averagedFeature(of(1, 0), seen)).toEqual(of(1, 0));
});
