import { describe, expect, it, onTestFinished } from "vitest";
import { rowOf, selectRows } from "../../../../src/core/matrix.ts";
import { r2Score } from "../../../../src/evaluate/r2-score.ts";
import { answerHead } from "../../../../src/heads/answer-head.ts";
import { mlp } from "../../../../src/heads/kinds/mlp.ts";
import { engines } from "../../../../src/runtime/index.ts";
import { labelledFeatures } from "../../../support/labelled-features.ts";

const upTo = (n: number): number[] => [...Array(n).keys()];

describe("an mlp head", () => {
  it("learns what bends, by a compiled step, and the same from the same seed", async () => {
    const engine = await engines.get("ort-node").create({ provider: "cpu" });
    onTestFinished(() => engine.close());
    const { features, labels } = labelledFeatures({ rows: 300, columns: 4, noise: 0.1, seed: 6 });
    const bent = labels.map(Math.abs);
    const known = { features: selectRows(features, upTo(150)), labels: bent.slice(0, 150) };
    const fitting = { ...known, seed: 1, threads: 1, engine: () => Promise.resolve(engine) };
    const { model } = await mlp.fit(fitting);
    const test = upTo(300).slice(150);
    const answers = test.map((row) => answerHead(model, rowOf(features, row)));
    const predicted = Float64Array.from(answers, ({ value }) => value);
    // A line explains nothing of |x|.
    expect(r2Score(bent.slice(150), predicted)).toBeGreaterThan(0.6);
    expect(answers.every(({ stddev }) => stddev! > 0)).toBe(true);
    const again = await mlp.fit(fitting);
    expect(again.model).toEqual(model);
  });
});
