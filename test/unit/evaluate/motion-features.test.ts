import { expect, it } from "vitest";
import { matrixFromRows, rowOf } from "../../../src/core/matrix.ts";
import { motionFeatures } from "../../../src/evaluate/motion-features.ts";

it("puts the change since the frame before beside each frame, none after a pause", () => {
  const features = matrixFromRows([
    [1, 10],
    [4, 8],
    [5, 5],
  ]);
  const stampsNs = BigInt64Array.of(0n, 100_000_000n, 2_000_000_000n);
  const moving = motionFeatures(features, { stampsNs, maxGapS: 0.5 });
  expect([0, 1, 2].map((r) => [...rowOf(moving, r)])).toEqual([
    [1, 10, 0, 0],
    [4, 8, 3, -2],
    [5, 5, 0, 0],
  ]);
});
