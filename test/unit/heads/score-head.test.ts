import { describe, expect, it } from "vitest";
import { zeros } from "../../../src/core/matrix.ts";
import { r2Score } from "../../../src/evaluate/r2-score.ts";
import type { HeadModel } from "../../../src/heads/head.ts";
import { scoreHead } from "../../../src/heads/score-head.ts";
import { regularStamps } from "../../support/random-matrix.ts";

const n = 800;
/** Features that are the frame's number; the head passes them on. */
const features = { ...zeros(n, 1), data: Float64Array.from({ length: n }, (_, i) => i % 97) };
const dense = { inputs: 1, outputs: 1, weights: Float32Array.of(1), bias: Float32Array.of(0) };
const model: HeadModel = { dimension: 1, members: [[dense]], doubt: { residual: 1 } };
const labels = Float64Array.from(features.data, (value, i) => value + (i % 4 === 0 ? 3 : 0));
const common = { features, labels, stampsNs: regularStamps(n, 100), seed: 1 };

describe("the score of a head", () => {
  it("is r² with an interval, an error in the label's unit, and what a constant scores", () => {
    const score = scoreHead({ ...common, model, fitLabels: Float64Array.of(40, 60) });
    expect(score.value).toBeCloseTo(r2Score(labels, features.data)!, 12);
    expect(score.rmse).toBeCloseTo(1.5, 12);
    expect(score.constant).toBeCloseTo(
      r2Score(
        labels,
        labels.map(() => 50),
      )!,
      12,
    );
    expect(score.covered).toBe(0.75);
    const [low, high] = score.ci!;
    expect(low).toBeLessThanOrEqual(score.value!);
    expect(high).toBeGreaterThanOrEqual(score.value!);
  });

  it("of classes is accuracy, beside the most frequent class of the fitted labels", () => {
    const two = {
      inputs: 1,
      outputs: 2,
      weights: Float32Array.of(0, 1),
      bias: Float32Array.of(48.5, 0),
    };
    const halves = features.data.map((value, i) => (value > 48 || i % 10 === 0 ? 7 : 3));
    const classes: HeadModel = { dimension: 1, members: [[two]], classes: [3, 7] };
    const fitLabels = Float64Array.of(3, 3, 7);
    const score = scoreHead({ ...common, model: classes, labels: halves, fitLabels });
    const wrong = halves.filter((label, i) => label !== (features.data[i]! > 48 ? 7 : 3)).length;
    expect(score.value).toBeCloseTo(1 - wrong / n, 12);
    expect(score.constant).toBeCloseTo(halves.filter((label) => label === 3).length / n, 12);
    expect(score.logLoss).toBeGreaterThan(0);
  });

  it("is absent, with the reason, where there is nothing to tell", () => {
    const few = { ...common, features: zeros(2, 1), labels: Float64Array.of(1, 2) };
    expect(scoreHead({ ...few, model, fitLabels: labels })).toMatchObject({ n: 2, reason: /10/ });
    const still = { ...common, labels: labels.map(() => 4) };
    expect(scoreHead({ ...still, model, fitLabels: labels }).reason).toContain("whole test range");
  });
});
