import { describe, expect, it } from "vitest";
import { scheduleAt, scheduledNames } from "../../../src/optim/schedule.ts";

const options = {
  learningRate: 0.4,
  warmupSteps: 4,
  beta1: 0.9,
  beta2: 0.99,
  averageHalfLifeSteps: 50,
};

describe("scheduleAt", () => {
  it("rises linearly over the warm-up, then stays", () => {
    const rates = [1, 2, 3, 4, 5, 1000].map((step) => scheduleAt(options, step).learningRate);
    [0.1, 0.2, 0.3, 0.4, 0.4, 0.4].forEach((rate, i) => {
      expect(rates[i]).toBeCloseTo(rate, 12);
    });
  });

  it.each([0, 1])("is at its full rate in the first step with a warm-up of %d", (warmupSteps) => {
    expect(scheduleAt({ ...options, warmupSteps }, 1).learningRate).toBe(0.4);
  });

  it("keeps half of the average over a half-life, once the start is forgotten", () => {
    const decay = (step: number) => scheduleAt(options, step).averageDecay;
    expect(decay(10_000) ** 50).toBeCloseTo(0.5, 12);
    expect(decay(1)).toBeLessThan(0.3);
    for (let step = 1; step < 1000; step++) {
      expect(decay(step + 1)).toBeGreaterThanOrEqual(decay(step));
      expect(decay(step)).toBeLessThan(1);
    }
  });

  it("names every scalar of a step", () => {
    expect(Object.keys(scheduleAt(options, 1)).toSorted()).toEqual(scheduledNames.toSorted());
  });

  it("corrects each moment for its start at 0, ever less", () => {
    const first = scheduleAt(options, 1);
    expect(first.biasCorrection1).toBeCloseTo(10, 9);
    expect(first.biasCorrection2).toBeCloseTo(100, 7);
    const second = scheduleAt(options, 2);
    expect(second.biasCorrection1).toBeCloseTo(1 / (1 - 0.81), 9);
    expect(scheduleAt(options, 1e6)).toMatchObject({ biasCorrection1: 1, biasCorrection2: 1 });
  });
});
