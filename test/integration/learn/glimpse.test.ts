import { describe, expect, it, onTestFinished } from "vitest";
import { defaultHealthThresholds } from "../../../src/learn/health/health-gate.ts";
import { openLearner } from "../../../src/learn/learner.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import {
  noAugment,
  tinyDraw,
  tinyMemory,
  tinySpec,
  wallDrive,
} from "../../support/tiny-learner.ts";

const drive = wallDrive({ frames: 120, seed: 5 });

describe("a glimpse into a learner", () => {
  it("shows the newest frames, what was predicted of them, and the memory from oldest to newest", async () => {
    const engine = await ortNode.create({ provider: "cpu" });
    onTestFinished(() => engine.close());
    const learner = await openLearner({
      ...{ spec: tinySpec(), engine, seed: 5, threads: 1, niceness: 0, augment: noAugment },
      ...{ draw: tinyDraw, memory: tinyMemory, heldOutFraction: 0 },
      thresholds: defaultHealthThresholds,
    });
    expect(await learner.glimpse()).toEqual({ remembered: [] });
    for (const sample of drive) learner.offer(sample);
    await learner.train();
    const before = learner.step;
    const { foreseen, remembered } = await learner.glimpse();
    expect(learner.step).toBe(before);

    expect(remembered).toHaveLength(8);
    const stamps = remembered.map(({ stampNs }) => stampNs);
    expect(stamps).toEqual([...stamps].sort((a, b) => (a < b ? -1 : 1)));
    const oldest = drive.find((sample) => sample.stampNs === stamps[0])!;
    expect(remembered[0]!.picture).toEqual({
      ...{ height: 32, width: 32, channels: 3 },
      pixels: oldest.pixels,
    });

    const { came, last, predicted, error, stampNs, horizonMs } = foreseen!;
    expect(horizonMs).toBe(200);
    const frame = drive.find((sample) => sample.stampNs === stampNs)!;
    expect(Number(drive.at(-1)!.stampNs - stampNs)).toBeLessThanOrEqual(1e9);
    // Blocks of 4×4 pixels, averaged: the frame that came, by hand.
    for (const [row, column, colour] of [
      [0, 0, 0],
      [3, 5, 1],
      [7, 7, 2],
    ] as const) {
      let sum = 0;
      for (let y = 0; y < 4; y++) {
        for (let x = 0; x < 4; x++) {
          sum += frame.pixels[3 * (32 * (4 * row + y) + 4 * column + x) + colour]!;
        }
      }
      const shown = came.pixels[3 * (8 * row + column) + colour]!;
      expect(Math.abs(shown - sum / 16)).toBeLessThanOrEqual(1);
    }
    expect(last.pixels).not.toEqual(came.pixels);
    for (let cell = 0; cell < 64; cell++) {
      const gap = [0, 1, 2].map((c) =>
        Math.abs(predicted.pixels[3 * cell + c]! - came.pixels[3 * cell + c]!),
      );
      const mean = (gap[0]! + gap[1]! + gap[2]!) / 3;
      expect(Math.abs(error.pixels[cell]! - Math.min(255, 4 * mean))).toBeLessThanOrEqual(5);
    }
    await learner.close();
  });
});
