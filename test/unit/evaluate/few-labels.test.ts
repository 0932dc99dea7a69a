import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../src/core/matrix.ts";
import { randomFor } from "../../../src/core/random.ts";
import { drawLabels, fewLabelCurve } from "../../../src/evaluate/few-labels.ts";

const random = randomFor(11, "few-labels");
const rows = 400;
const features = matrixFromRows(
  Array.from({ length: rows }, () => Float64Array.from({ length: 30 }, () => random.normal())),
);
const noise = matrixFromRows(
  Array.from({ length: rows }, () => Float64Array.from({ length: 30 }, () => random.normal())),
);
/** A straight line of the features and a little noise. */
const labels = Float64Array.from({ length: rows }, (_, r) => {
  const [a, b, c] = features.data.subarray(30 * r);
  return a! - 2 * b! + c! + 0.1 * random.normal();
});
const range = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, i) => start + i);
const options = {
  features,
  baselines: { noise },
  labels,
  fit: range(0, 300),
  test: range(300, 400),
  counts: [10, 50, 200],
  draws: 4,
  seed: 3,
};

describe("the curve over few labels", () => {
  it("rises with the labels for features that tell, and not for noise", () => {
    const curve = fewLabelCurve(options);
    expect(curve.map((score) => score.labels)).toEqual([10, 50, 200]);
    const [ten, fifty, many] = curve.map((score) => score.r2);
    expect(fifty).toBeGreaterThan(ten!);
    expect(many).toBeGreaterThan(0.98);
    for (const {
      baselines,
      range: [least, most],
      r2,
      first,
      draws,
    } of curve) {
      expect(baselines["noise"]).toBeLessThan(0.1);
      expect(least).toBeLessThanOrEqual(r2);
      expect(most).toBeGreaterThanOrEqual(first);
      expect(draws).toBe(4);
    }
  });

  it("leaves out what the fit rows cannot give", () => {
    expect(fewLabelCurve({ ...options, fit: range(0, 60) }).map((s) => s.labels)).toEqual([10, 50]);
    expect(fewLabelCurve({ ...options, counts: [4] })).toEqual([]);
  });
});

describe("drawn labels", () => {
  it("are different rows, the same for the same seed, others for another draw", () => {
    const draw = (n: number) => drawLabels(options.fit, { count: 50, draw: n, seed: 3 });
    expect(new Set(draw(0)).size).toBe(50);
    expect(draw(0)).toEqual(draw(0));
    expect(draw(1)).not.toEqual(draw(0));
    expect(draw(0)).toEqual(draw(0).toSorted((a, b) => a - b));
  });
});
