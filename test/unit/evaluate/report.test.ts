import { describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../../src/evaluate/evaluation-result.ts";
import { evaluationReport } from "../../../src/evaluate/report.ts";

const result: EvaluationResult = {
  sensor: "camera",
  frames: 2398,
  probe: {
    steering: {
      r2: 0.534,
      ci: [0.46, 0.6],
      lambda: 0.1,
      n: 719,
      fitN: 1679,
      baselines: { thumbnail: 0.18, pca: 0.36, randomInit: 0.31 },
      gain: { over: "pca", value: 0.174, ci: [0.1, 0.25] },
    },
  },
  nextFrame: { error: 0.034, copyLast: 0.045, skill: 0.244 },
  retrieval: { recallAt1: 0.4, queries: 119, chance: 0.01, baselines: { pca: 0.1 } },
  health: { rankMe: 60.2, dim: 384, std: 0.91, slowFast: 6.2, healthy: true, reasons: [] },
};
const withProbe = (probe: EvaluationResult["probe"]) => evaluationReport({ ...result, probe });
const steering = result.probe["steering"]!;

describe("evaluationReport", () => {
  it("puts the baselines beside the scores, aligned", () => {
    expect(evaluationReport(result).split("\n").slice(0, 5)).toEqual([
      "camera: 2,398 frames, features of 384 numbers",
      "",
      "                           features  95 % interval  chance   pca  randomInit  thumbnail    n",
      "steering (r²)                  0.53    0.46 … 0.60       –  0.36        0.31       0.18  719",
      "a second later (recall@1)      0.40              –    0.01  0.10           –          –  119",
    ]);
  });

  it("says of a lidar's prediction how many metres it is off", () => {
    const range = { errorM: 0.5, copyLastM: 0.6, chamferM: 0.25, copyLastChamferM: 0.3, scans: 40 };
    expect(evaluationReport({ ...result, nextFrame: { ...result.nextFrame!, range } })).toContain(
      "ranges: 0.50 m off, repeating 0.60 m; Chamfer distance 0.25 m, repeating 0.30 m (40 scans)",
    );
  });

  it("says in a sentence what a probe means", () => {
    expect(evaluationReport(result)).toContain(
      "steering: a straight line from the features explains 53 % of it on frames it never saw, " +
        "0.17 more than the best baseline (pca).",
    );
  });

  it("says when the gain is within the noise", () => {
    const gain = { over: "pca", value: 0.1, ci: [-0.02, 0.2] as const };
    expect(withProbe({ steering: { ...steering, gain } })).toContain(
      "not distinguishable from the best baseline (pca).",
    );
    expect(withProbe({ steering: { ...steering, gain: { over: "pca", value: 0.01 } } })).toContain(
      "not distinguishable",
    );
  });

  it("says when a baseline is better, and when nothing is", () => {
    const gain = { over: "pca", value: -0.2 };
    expect(withProbe({ steering: { ...steering, r2: -0.3, gain } })).toContain(
      "the features predict it no better than its mean, 0.20 less than pca: here the features are worse",
    );
  });

  it("gives the reason for a label that could not be measured, and no number", () => {
    const text = withProbe({
      speed: { n: 0, fitN: 0, reason: "the fit range has 0 frames with a label", baselines: {} },
    });
    expect(text).toContain("speed: not measured; the fit range has 0 frames with a label.");
    expect(text).toMatch(/speed \(r²\) +–/);
  });

  it("reports next-frame prediction both ways, and when nothing moved", () => {
    expect(evaluationReport(result)).toContain(
      "next frame: error 0.0340, repeating the last frame 0.0450, skill 0.24 (better than repeating)",
    );
    const worse = { error: 2, copyLast: 1, skill: -1 };
    expect(evaluationReport({ ...result, nextFrame: worse })).toContain(
      "skill −1.00 (no better than repeating)",
    );
    expect(evaluationReport({ ...result, nextFrame: { error: 0, copyLast: 0 } })).toContain(
      "nothing moved",
    );
  });

  it("lists what is unhealthy", () => {
    const health = {
      dim: 64,
      rankMe: 3.6,
      std: 0.4,
      healthy: false,
      reasons: ["rank is low", "std is low"],
    };
    expect(evaluationReport({ ...result, health })).toContain(
      "health: effective rank 3.6 of 64, std 0.40; NOT healthy\n  - rank is low\n  - std is low",
    );
  });

  it("says why a retrieval was not measured", () => {
    const retrieval = { queries: 3, reason: "fewer than 10 moments", baselines: {} };
    expect(evaluationReport({ ...result, retrieval })).toContain(
      "a second later: not measured; fewer than 10 moments.",
    );
  });

  it("is a title alone when nothing was measured", () => {
    expect(evaluationReport({ sensor: "lidar", frames: 0, probe: {}, health: { dim: 64 } })).toBe(
      "lidar: 0 frames, features of 64 numbers",
    );
  });

  it("has no line that ends in a space", () => {
    expect(evaluationReport(result)).not.toMatch(/ $/m);
  });
});
