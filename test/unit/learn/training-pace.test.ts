import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrainingPace, type TrainingPace } from "../../../src/learn/training-pace.ts";

describe("the training pace", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const paceAt = (duty: number): TrainingPace => {
    const pace = createTrainingPace(() => performance.now());
    pace.setDuty(duty);
    return pace;
  };
  /** How long a rest takes, milliseconds of the held clock; at most a minute. */
  const restedMs = async (rest: Promise<void>): Promise<number> => {
    const startMs = performance.now();
    const rested: boolean[] = [];
    void rest.then(() => rested.push(true));
    await Promise.resolve();
    await Promise.resolve();
    for (let n = 0; rested.length === 0 && n < 60_000; n++) await vi.advanceTimersByTimeAsync(1);
    return performance.now() - startMs;
  };

  it("does not rest at full duty", async () => {
    expect(await restedMs(paceAt(1).rest(500))).toBe(0);
  });

  it.each([
    [0.5, 40, 40],
    [0.25, 40, 120],
    [0.8, 400, 100],
  ])("at a duty of %d rests after %d ms of work for %d ms", async (duty, workMs, expected) => {
    expect(await restedMs(paceAt(duty).rest(workMs))).toBeCloseTo(expected, -0.5);
  });

  it("keeps the duty over many steps shorter than a timer can tell", async () => {
    const pace = paceAt(0.9);
    const startMs = performance.now();
    let workMs = 0;
    for (let step = 0; step < 1000; step++) {
      workMs += 0.7;
      await vi.advanceTimersByTimeAsync(0);
      await restedMs(pace.rest(0.7));
    }
    const rested = performance.now() - startMs;
    expect(workMs / (workMs + rested)).toBeCloseTo(0.9, 1);
  });

  it("rests for ten seconds at most, and owes nothing then", async () => {
    const pace = paceAt(0.05);
    expect(await restedMs(pace.rest(60_000))).toBeCloseTo(10_000, -1);
    expect(await restedMs(pace.rest(10))).toBeCloseTo(190, -1);
  });

  it("pauses at 0 until it is more, which counts for the rest in progress", async () => {
    const pace = paceAt(0);
    const rest = pace.rest(100);
    const took = restedMs(rest);
    await vi.advanceTimersByTimeAsync(5000);
    pace.setDuty(0.5);
    expect(await took).toBeCloseTo(5000, -2);
  });

  it("shortens a rest when the duty rises and lengthens it when it falls", async () => {
    const pace = paceAt(0.1);
    const took = restedMs(pace.rest(100));
    await vi.advanceTimersByTimeAsync(50);
    pace.setDuty(0.5);
    expect(await took).toBeCloseTo(100, -1);
  });

  it("ends every rest when it is stopped", async () => {
    const pace = paceAt(0);
    const took = restedMs(pace.rest(100));
    pace.stop();
    expect(await took).toBeLessThan(5);
    expect(await restedMs(pace.rest(100))).toBe(0);
  });

  it("takes a duty outside of 0 and 1 for the nearer of them", async () => {
    expect(await restedMs(paceAt(7).rest(100))).toBe(0);
    const pace = paceAt(-1);
    const took = restedMs(pace.rest(1));
    await vi.advanceTimersByTimeAsync(2000);
    pace.stop();
    expect(await took).toBeGreaterThanOrEqual(2000);
  });
});
