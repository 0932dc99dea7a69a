import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/core/matrix.ts";
import { matrixFromRows, rowOf } from "../../../src/core/matrix.ts";
import { randomFor } from "../../../src/core/random.ts";
import { probeColumn } from "../../../src/evaluate/probe.ts";
import { randomMatrix, regularStamps } from "../../support/random-matrix.ts";

const frames = 1200;
const upTo = (end: number, start = 0) => Array.from({ length: end - start }, (_, i) => start + i);
const range = { fit: upTo(600), test: upTo(frames, 600), stampsNs: regularStamps(frames, 100) };
const features = randomMatrix(frames, 8, 1);
const random = randomFor(2, "labels");
const labels = Float64Array.from(
  { length: frames },
  (_, r) => rowOf(features, r)[0]! - 2 * rowOf(features, r)[3]! + random.normal(),
);
const column = (matrix: Matrix, c: number) =>
  matrixFromRows(upTo(matrix.rows).map((r) => [rowOf(matrix, r)[c]!]));

describe("probeColumn", () => {
  it("scores features and baselines on the same unseen frames", () => {
    const result = probeColumn({
      ...range,
      features,
      labels,
      baselines: { half: column(features, 3), noise: randomMatrix(frames, 4, 3) },
    });
    // Signal variance 5 of 6.
    expect(result.r2).toBeCloseTo(5 / 6, 1);
    expect(result.baselines["half"]).toBeCloseTo(4 / 6, 1);
    expect(result.baselines["noise"]).toBeLessThan(0.05);
    expect(result).toMatchObject({ n: 600, fitN: 600 });
    expect(result.reason).toBeUndefined();
  });

  it("tells the gain over the best baseline, with an interval that holds it", () => {
    const { r2, gain, baselines, ci } = probeColumn({
      ...range,
      features,
      labels,
      baselines: { noise: randomMatrix(frames, 4, 3), half: column(features, 3) },
    });
    expect(gain?.over).toBe("half");
    expect(gain?.value).toBeCloseTo(r2! - baselines["half"]!, 12);
    expect(gain!.ci![0]).toBeLessThan(gain!.value);
    expect(gain!.ci![1]).toBeGreaterThan(gain!.value);
    expect(ci![0]).toBeLessThan(r2!);
    expect(ci![1]).toBeGreaterThan(r2!);
  });

  it("chooses λ without the test labels: poisoning them changes the score only", () => {
    const poisoned = labels.map((v, i) => (i < 600 ? v : 1e6 * Math.sin(i)));
    const clean = probeColumn({ ...range, features, labels, baselines: {} });
    const other = probeColumn({ ...range, features, labels: poisoned, baselines: {} });
    expect(other.lambda).toBe(clean.lambda);
    expect(other.cvR2).toBe(clean.cvR2);
    expect(other.r2).not.toBe(clean.r2);
  });

  it("leaves out frames without a label", () => {
    const sparse = labels.map((v, i) => (i % 3 === 0 ? v : NaN));
    const result = probeColumn({ ...range, features, labels: sparse, baselines: {} });
    expect(result).toMatchObject({ n: 200, fitN: 200 });
    expect(result.r2).toBeGreaterThan(0.7);
  });

  it("gives the same result for the same seed", () => {
    const run = () => probeColumn({ ...range, features, labels, baselines: {}, seed: 4 });
    expect(run()).toEqual(run());
  });

  it("has no interval for a test range under five blocks of 10 s", () => {
    const result = probeColumn({ ...range, test: upTo(900, 600), features, labels, baselines: {} });
    expect(result.r2).toBeDefined();
    expect(result.ci).toBeUndefined();
  });

  it.each<{ what: string; change: (i: number) => number; reason: string }>([
    {
      what: "no label at all",
      change: () => NaN,
      reason: "the fit range has 0 frames with a label",
    },
    {
      what: "few labels to fit on",
      change: (i) => (i < 581 ? NaN : labels[i]!),
      reason: "the fit range has 19 frames with a label; at least 20 are needed",
    },
    {
      what: "few labels to test on",
      change: (i) => (i < 609 ? labels[i]! : NaN),
      reason: "the test range has 9 frames with a label; at least 10 are needed",
    },
    {
      what: "a label that is constant where it is fitted",
      change: (i) => (i < 600 ? 2 : labels[i]!),
      reason: "the label is 2 in the whole fit range",
    },
    {
      what: "a label that is constant where it is tested",
      change: (i) => (i < 600 ? labels[i]! : 0.1),
      reason: "the label is 0.1 in the whole test range",
    },
  ])("reports no r² but the reason for $what", ({ change, reason }) => {
    const result = probeColumn({
      ...range,
      features,
      labels: labels.map((_, i) => change(i)),
      baselines: { noise: features },
    });
    expect(result.r2).toBeUndefined();
    expect(result.reason).toContain(reason);
    expect(result.baselines).toEqual({});
  });

  it("reports the reason for features that are not finite", () => {
    const broken = { ...features, data: features.data.map((v, i) => (i === 77 ? NaN : v)) };
    const result = probeColumn({ ...range, features: broken, labels, baselines: {} });
    expect(result.r2).toBeUndefined();
    expect(result.reason).toBe("some features are not finite");
  });

  it("leaves out a baseline that is not finite", () => {
    const broken = { ...features, data: features.data.map(() => Infinity) };
    const result = probeColumn({ ...range, features, labels, baselines: { broken } });
    expect(result.baselines).toEqual({});
    expect(result.gain).toBeUndefined();
  });

  it("works on a recording of a few seconds, guard included", () => {
    const result = probeColumn({
      features,
      labels,
      baselines: {},
      fit: upTo(54),
      test: upTo(77, 54),
      stampsNs: range.stampsNs,
    });
    expect(result.r2).toBeGreaterThan(0.5);
  });
});
