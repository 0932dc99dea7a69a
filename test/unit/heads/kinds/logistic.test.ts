import { describe, expect, it } from "vitest";
import { rowOf, selectRows } from "../../../../src/core/matrix.ts";
import { answerHead } from "../../../../src/heads/answer-head.ts";
import { logistic } from "../../../../src/heads/kinds/logistic.ts";
import { fitSoftmax } from "../../../../src/heads/softmax-regression.ts";
import { labelledFeatures } from "../../../support/labelled-features.ts";
import { randomMatrix } from "../../../support/random-matrix.ts";

const fitting = { seed: 1, threads: 1, engine: () => Promise.reject(new Error("not needed")) };
const upTo = (n: number): number[] => [...Array(n).keys()];
const { features, labels } = labelledFeatures({ rows: 460, columns: 8, noise: 0.5, seed: 3 });
/** Three classes that are called 2, 5 and 9. */
const classes = labels.map((value) => (value < -1 ? 2 : value < 1 ? 5 : 9));

describe("a logistic head", () => {
  it("tells classes apart that a line separates, and gives them by their labels", async () => {
    const known = { features: selectRows(features, upTo(60)), labels: classes.slice(0, 60) };
    const { model } = await logistic.fit({ ...fitting, ...known });
    expect(model.classes).toEqual([2, 5, 9]);
    const hits = upTo(460)
      .slice(60)
      .filter((row) => answerHead(model, rowOf(features, row)).value === classes[row]);
    expect(hits.length / 400).toBeGreaterThan(0.6);
  });

  it("gives probabilities that come true as often as they say", async () => {
    const known = { features: selectRows(features, upTo(60)), labels: classes.slice(0, 60) };
    const { model } = await logistic.fit({ ...fitting, ...known });
    const answers = upTo(460)
      .slice(60)
      .map((row) => ({ row, ...answerHead(model, rowOf(features, row)) }));
    const said = answers.map(({ probabilities = [] }) => Math.max(...probabilities));
    const right = answers.filter(({ row, value }) => value === classes[row]).length / 400;
    const mean = said.reduce((sum, value) => sum + value, 0) / said.length;
    expect(Math.abs(mean - right)).toBeLessThan(0.12);
  });

  it("refuses a quantity", async () => {
    await expect(logistic.fit({ ...fitting, features, labels })).rejects.toMatchObject({
      code: "HEAD_LABELS_INVALID",
    });
  });

  it("refuses labels that are all the same", async () => {
    const one = labels.map(() => 4);
    await expect(logistic.fit({ ...fitting, features, labels: one })).rejects.toMatchObject({
      code: "HEAD_LABELS_INVALID",
    });
  });
});

describe("fitSoftmax", () => {
  it("ends where the gradient is zero", () => {
    const x = randomMatrix(40, 6, 2);
    const targets = upTo(40).map((row) => (x.data[6 * row]! > 0.2 ? 1 : 0));
    const at = { x, targets, classes: 2, lambda: 0.1 };
    const fit = fitSoftmax(at);
    // Two classes: p = σ(w·x + b) with w = w₁ − w₀; Σ(p − t)x/n + λw₁ = 0 in each weight.
    const errors = targets.map((target, r) => {
      const logit = (o: number): number =>
        fit.bias[o]! +
        upTo(6).reduce((s, c) => s + x.data[6 * r + c]! * fit.weights[2 * c + o]!, 0);
      return 1 / (1 + Math.exp(logit(0) - logit(1))) - target;
    });
    for (const c of upTo(6)) {
      const slope = errors.reduce((sum, error, r) => sum + error * x.data[6 * r + c]!, 0) / 40;
      expect(slope + at.lambda * fit.weights[2 * c + 1]!).toBeCloseTo(0, 4);
    }
  });
});
