import { describe, expect, it, vi } from "vitest";
import { startShadowRun, type ShadowPair } from "../../../src/app/shadow-run.ts";

const options = { frames: 3, maxSeconds: 60, minCosine: 0.5, maxLatencyRatio: 4 };
const pair = (change: Partial<ShadowPair> = {}): ShadowPair => ({
  active: Float32Array.of(1, 2, 3),
  candidate: Float32Array.of(1, 2.2, 3),
  activeMs: 6,
  candidateMs: 7,
  ...change,
});
const run = async (change: Partial<ShadowPair>, isSameContract = true) => {
  const trial = startShadowRun({ ...options, isSameContract });
  while (trial.wantsFrame()) trial.compare(pair(change));
  return trial.done;
};

describe("a trial on live frames", () => {
  it("lets one that answers alike take over after its frames", async () => {
    const report = await run({});
    expect(report).toMatchObject({
      frames: 3,
      refused: [],
      latencyMs: { active: 6, candidate: 7 },
    });
    expect(report.cosine).toBeCloseTo(0.998, 2);
  });

  it.each([
    ["a value that is not finite", { candidate: Float32Array.of(1, NaN, 3) }, /not all finite/],
    ["another basis", { candidate: Float32Array.of(-3, 2, -1) }, /point elsewhere/],
    ["another scale", { candidate: Float32Array.of(10, 20, 30) }, /10\.00 times as long/],
    ["a slow answer", { candidateMs: 100 }, /takes 100\.0 ms a frame/],
  ])("refuses %s", async (_, change, why) => {
    const { refused } = await run(change);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(why);
  });

  it("compares no directions of two contracts", async () => {
    const report = await run({ candidate: Float32Array.of(-3, 2, -1) }, false);
    expect(report).toMatchObject({ frames: 3, refused: [] });
    expect(report.cosine).toBeUndefined();
  });

  it("is over after its time where no frame comes, and says that none did", async () => {
    vi.useFakeTimers();
    try {
      const { done } = startShadowRun({ ...options, isSameContract: true });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await done).toEqual({ frames: 0, refused: [] });
    } finally {
      vi.useRealTimers();
    }
  });

  it("is over at once when it is refused from outside", async () => {
    const trial = startShadowRun({ ...options, isSameContract: true });
    trial.compare(pair());
    trial.refuse("a command");
    trial.compare(pair());
    expect(trial.wantsFrame()).toBe(false);
    expect(await trial.done).toMatchObject({ frames: 1, refused: ["a command"] });
  });
});
