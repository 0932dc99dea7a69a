import { describe, expect, it } from "vitest";
import { defaultHealthThresholds, healthGate } from "../../../../src/learn/health/health-gate.ts";

const good = {
  dim: 64,
  samples: 512,
  rankMe: 34.3,
  std: 0.92,
  slowFast: 7.7,
  skill: 0.1,
  recallAt1: 0.5,
  bestRecallAt1: 0.52,
};

describe("healthGate", () => {
  it("passes an encoder that passes everything", () => {
    expect(healthGate(good)).toEqual({ healthy: true, reasons: [] });
  });

  it.each([
    [{ rankMe: 3.6 }, "effective rank 3.6 of 64 is below 12.8"],
    [{ std: 0.2 }, "feature std 0.2 is below 0.5"],
    [{ slowFast: 1.6 }, "slow/fast ratio 1.6 is below 3"],
    [{ skill: 0 }, "next-frame skill 0 is not above 0"],
    [{ skill: -0.25 }, "next-frame skill -0.25 is not above 0"],
    [{ recallAt1: 0.4 }, "temporal retrieval 0.4 is below 0.468, 90 % of its best"],
    [{ rankMe: undefined }, "effective rank could not be measured"],
    [{ rankMe: NaN }, "effective rank could not be measured"],
    [{ std: undefined }, "feature std could not be measured"],
    [{ slowFast: NaN }, "slow/fast ratio NaN is below 3"],
  ])("refuses %o and says: %s", (change, sentence) => {
    const verdict = healthGate({ ...good, ...change });
    expect(verdict.healthy).toBe(false);
    expect(verdict.reasons).toHaveLength(1);
    expect(verdict.reasons[0]).toContain(sentence);
  });

  it("names every reason, not only the first", () => {
    expect(healthGate({ ...good, rankMe: 1, std: 0, slowFast: 0.1 }).reasons).toHaveLength(3);
  });

  it("does not ask for what was not measured beyond rank and std", () => {
    const { dim, samples, rankMe, std } = good;
    expect(healthGate({ dim, samples, rankMe, std }).healthy).toBe(true);
  });

  it("asks for no more rank than the samples can show", () => {
    // 17 samples of 384 columns show a rank of 16 at most: a fifth of that is enough.
    expect(healthGate({ ...good, dim: 384, samples: 17, rankMe: 4 }).healthy).toBe(true);
    expect(healthGate({ ...good, dim: 384, samples: 512, rankMe: 4 }).healthy).toBe(false);
  });

  it("goes by the thresholds given", () => {
    const thresholds = { ...defaultHealthThresholds, minStd: 0.95 };
    expect(healthGate(good, thresholds).reasons[0]).toContain("below 0.95");
  });

  it("takes a first retrieval, without a best yet, as it comes", () => {
    expect(healthGate({ ...good, recallAt1: 0.01, bestRecallAt1: undefined }).healthy).toBe(true);
  });
});
