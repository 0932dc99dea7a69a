import { expect, it } from "vitest";
import { probeDrops } from "../../../src/bench/contract/probe-drops.ts";
import { randomFeatures } from "../../support/random-features.ts";

const frames = 300;
const features = randomFeatures(frames, 4, 1);
const mirrored = { ...features, data: features.data.map((value) => -value) };
const promotion = (step: number, aligned: typeof features, unaligned: typeof features) => ({
  ...{ step, aligned, unaligned },
  standing: { version: 1, residual: 0, drift: 0, anchors: 16 },
});

it("reads every promotion with the first one's probe, on frames that it was not fitted on", () => {
  const { r2, rows } = probeDrops({
    stampsNs: BigInt64Array.from({ length: frames }, (_, i) => BigInt(i) * 100_000_000n),
    labels: Float64Array.from({ length: frames }, (_, i) => features.data[4 * i + 1]!),
    promotions: [promotion(10, features, features), promotion(20, features, mirrored)],
  });
  expect(r2).toBeGreaterThan(0.99);
  expect(rows.map(({ step }) => step)).toEqual([10, 20]);
  expect(rows[1]!.aligned).toBeCloseTo(0, 6);
  // A label read with the wrong sign is worse than its mean.
  expect(rows[1]!.unaligned).toBeGreaterThan(2);
  expect(rows[1]!.refitted).toBeGreaterThan(0.99);
});
