import { describe, expect, it } from "vitest";
import { scheduleAt, scheduledNames, type ScheduleOptions } from "../../../src/optim/schedule.ts";

const options: ScheduleOptions = {
  learningRate: 0.4,
  warmupSteps: 4,
  schedule: "linear",
  decaySteps: 10,
  finalFraction: 0.5,
  beta1: 0.9,
  beta2: 0.99,
  averageHalfLifeSteps: 50,
};

describe("scheduleAt", () => {
  it("takes the rate from the rate's schedule", () => {
    const rates = [1, 4, 9, 14, 1000].map((step) => scheduleAt(options, { step }).learningRate);
    [0.1, 0.4, 0.3, 0.2, 0.2].forEach((rate, i) => {
      expect(rates[i]).toBeCloseTo(rate, 12);
    });
  });

  it("keeps half of the average over a half-life, once the start is forgotten", () => {
    const decay = (step: number) => scheduleAt(options, { step }).averageDecay;
    expect(decay(10_000) ** 50).toBeCloseTo(0.5, 12);
    expect(decay(1)).toBeLessThan(0.3);
    for (let step = 1; step < 1000; step++) {
      expect(decay(step + 1)).toBeGreaterThanOrEqual(decay(step));
      expect(decay(step)).toBeLessThan(1);
    }
  });

  it("keeps half of the average over a half-life of stream, however many steps that takes", () => {
    const inStream = { ...options, averageHalfLifeS: 300 };
    for (const steps of [30, 3000]) {
      const kept = scheduleAt(inStream, { step: 1e6, streamS: 300 / steps }).averageDecay ** steps;
      expect(kept, `${steps} steps`).toBeCloseTo(0.5, 12);
    }
  });

  it("averages the last quarter of the steps while the stream stands still", () => {
    const standing = { ...options, averageHalfLifeS: 300 };
    let average = 0;
    for (let steps = 1; steps <= 1000; steps++) {
      const { averageDecay } = scheduleAt(standing, { step: steps });
      average = averageDecay * average + (1 - averageDecay) * steps;
    }
    // What it holds is a fifth of the run old on average: η = 3 weighs step s by s³.
    expect((1000 - average) / 1000).toBeCloseTo(1 / 5, 2);
  });

  it("names every scalar of a step", () => {
    const at = scheduleAt(options, { step: 1 });
    expect(Object.keys(at).toSorted()).toEqual(scheduledNames.toSorted());
  });

  it("corrects each moment for its start at 0, ever less", () => {
    const first = scheduleAt(options, { step: 1 });
    expect(first.biasCorrection1).toBeCloseTo(10, 9);
    expect(first.biasCorrection2).toBeCloseTo(100, 7);
    const second = scheduleAt(options, { step: 2 });
    expect(second.biasCorrection1).toBeCloseTo(1 / (1 - 0.81), 9);
    const late = scheduleAt(options, { step: 1e6 });
    expect(late).toMatchObject({ biasCorrection1: 1, biasCorrection2: 1 });
  });

  it("corrects nothing for an optimizer without such moments", () => {
    const plain = { ...options, beta1: undefined, beta2: undefined };
    expect(scheduleAt(plain, { step: 1 })).toMatchObject({
      biasCorrection1: 1,
      biasCorrection2: 1,
    });
  });
});
