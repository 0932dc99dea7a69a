import { describe, expect, it } from "vitest";
import { rateAt, rateSchedules, type RateOptions } from "../../../src/optim/rate-schedule.ts";

const options: RateOptions = {
  learningRate: 0.4,
  warmupSteps: 4,
  schedule: "constant",
  decaySteps: 8,
  finalFraction: 0.25,
};
const rates = (change: Partial<RateOptions>, steps: readonly number[]): number[] =>
  steps.map((step) => rateAt({ ...options, ...change }, step));
const expectClose = (found: readonly number[], expected: readonly number[]) => {
  expect(found.length).toBe(expected.length);
  expected.forEach((rate, i) => {
    expect(found[i]).toBeCloseTo(rate, 12);
  });
};

describe("rateAt", () => {
  it.each(rateSchedules)("rises linearly over the warm-up before '%s'", (schedule) => {
    expectClose(rates({ schedule }, [1, 2, 3, 4]), [0.1, 0.2, 0.3, 0.4]);
  });

  it.each([0, 1])("is at its full rate in the first step with a warm-up of %d", (warmupSteps) => {
    for (const schedule of rateSchedules) {
      expect(rateAt({ ...options, schedule, warmupSteps }, 1)).toBe(0.4);
    }
  });

  it("stays after the warm-up when constant", () => {
    expectClose(rates({}, [5, 12, 1000]), [0.4, 0.4, 0.4]);
  });

  it("falls along a straight line to the final fraction and stays there", () => {
    expectClose(rates({ schedule: "linear" }, [6, 8, 12, 13, 1000]), [0.325, 0.25, 0.1, 0.1, 0.1]);
  });

  it("falls along half a cosine to the final fraction and stays there", () => {
    const half = 0.1 + 0.3 * 0.5 * (1 + Math.SQRT1_2);
    expectClose(rates({ schedule: "cosine" }, [6, 8, 12, 1000]), [half, 0.25, 0.1, 0.1]);
  });

  it("falls by the same factor in equal times to the final fraction and stays there", () => {
    expectClose(rates({ schedule: "exponential" }, [8, 12, 13]), [0.2, 0.1, 0.1]);
  });

  it("falls as one over the root, as Transformers are trained, down to the final fraction", () => {
    const published = (step: number) => 0.4 * Math.min(Math.sqrt(4 / step), step / 4);
    const steps = [1, 4, 5, 16, 60];
    const found = rates({ schedule: "inverse-sqrt", decaySteps: 4 }, steps);
    expectClose(found, steps.map(published));
    expectClose(rates({ schedule: "inverse-sqrt", decaySteps: 4 }, [65, 1e9]), [0.1, 0.1]);
  });

  it.each(rateSchedules)("never rises after the warm-up and never ends: '%s'", (schedule) => {
    const all = rates(
      { schedule },
      Array.from({ length: 50 }, (_, i) => i + 4),
    );
    expect(all.toSorted((a, b) => b - a)).toEqual(all);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0.1 - 1e-12);
  });
});
