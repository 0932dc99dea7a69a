import { describe, expect, it } from "vitest";
import { input } from "../../../src/graph/leaves.ts";
import { pooledFrame } from "../../../src/objectives/pooled-frame.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf } from "../../support/feeds.ts";

const pooled = (
  modality: "camera" | "lidar",
  shape: readonly number[],
  values: readonly number[],
) => {
  const { values: y, weight } = pooledFrame(input("x", "float32", shape), {
    modality,
    reduction: 2,
  });
  const [found, weights] = evaluate([y, weight], new Map([["x", tensorOf(shape, values)]]));
  return { values: found!, weight: weights! };
};

describe("pooledFrame", () => {
  it("averages each colour over each block of camera pixels, all of which count", () => {
    const image = [
      [0, 10, 100],
      [2, 20, 300],
      [5, 0, 0],
      [7, 0, 0],
      [4, 30, 100],
      [6, 40, 300],
      [5, 0, 4],
      [7, 0, 4],
    ].flat();
    const { values, weight } = pooled("camera", [1, 2, 4, 3], image);
    expect(values.shape).toEqual([1, 1, 2, 3]);
    expectAllClose(values.data, [3, 25, 200, 6, 0, 2]);
    expect([...weight.data]).toEqual([1, 1]);
  });

  it("averages lidar range over the returns of the block only, weighted by their share", () => {
    const scan = [
      [0.8, 0.3, 1],
      [0.4, 0.9, 1],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ].flat();
    const { values, weight } = pooled("lidar", [1, 2, 4, 3], scan);
    expect(values.shape).toEqual([1, 1, 2, 1]);
    // The divisor carries 1e-3, so that an empty block is 0 and not 0/0.
    expectAllClose(values.data, [0.6, 0], 2e-3);
    expectAllClose(weight.data, [0.5, 0]);
  });

  it("refuses a size that the reduction does not divide", () => {
    const x = input("x", "float32", [1, 3, 4, 3]);
    expect(() => pooledFrame(x, { modality: "camera", reduction: 2 })).toThrow(
      /divisible by its reduction 2, received 3×4.*SHAPE_MISMATCH/,
    );
  });
});
