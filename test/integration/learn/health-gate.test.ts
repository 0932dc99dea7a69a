import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Assessment } from "../../../src/learn/assess.ts";
import { defaultHealthThresholds } from "../../../src/learn/health/health-gate.ts";
import { openLearner, type LearnerOptions } from "../../../src/learn/learner.ts";
import type { Engine } from "../../../src/runtime/engine.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import {
  tinyAugment,
  tinyDraw,
  tinyMemory,
  tinySpec,
  wallDrive,
} from "../../support/tiny-learner.ts";

const seed = 94;
const drive = wallDrive({ frames: 400, seed });
/** What the issue gives it is 400. */
const steps = 150;

describe(`the health gate, within ${steps} steps along a wall`, () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await ortNode.create({ provider: "cpu" });
  });
  afterAll(() => engine.close());

  /** Trains while the drive goes on, examining every 50 steps. */
  const examined = async (change: Partial<LearnerOptions>): Promise<readonly Assessment[]> => {
    const learner = await openLearner({
      spec: tinySpec(),
      engine,
      seed,
      threads: 1,
      niceness: 0,
      augment: tinyAugment,
      draw: tinyDraw,
      memory: tinyMemory,
      heldOutFraction: 0.2,
      thresholds: defaultHealthThresholds,
      ...change,
    });
    const found: Assessment[] = [];
    let fed = 0;
    try {
      // By turns, not by steps: a learner that waits for a batch must get new frames.
      for (let turn = 0; learner.step < steps; turn++) {
        const due = Math.min(drive.length, 100 + 2 * turn);
        while (fed < due) learner.offer(drive[fed++]!);
        const trained = await learner.train();
        if (trained.length > 0 && learner.step % 50 === 0) found.push((await learner.assess())!);
      }
      return found;
    } finally {
      await learner.close();
    }
  };

  it("passes a learner on batches from its whole memory, each time", async () => {
    for (const { step, verdict } of await examined({})) {
      expect(verdict.reasons, `step ${step}, seed ${seed}`).toEqual([]);
    }
  });

  it("refuses one on batches of the last two seconds, though its rank is as a healthy one's", async () => {
    const draw = { ...tinyDraw, minimumGapMs: 0, freshFraction: 1, freshWindowS: 2 };
    for (const { step, rankMe, dim, embedding, verdict } of await examined({ draw })) {
      const reasons = verdict.reasons.join("; ");
      expect(reasons, `step ${step}, seed ${seed}`).toMatch(/have lost the place/);
      expect(reasons).not.toMatch(/rank/);
      expect(rankMe! / dim).toBeGreaterThan(0.2);
      expect(embedding!.rankMe! / embedding!.dim).toBeGreaterThan(0.2);
    }
  });

  it("refuses one whose rate made all features the same", async () => {
    const optimizer = { name: "adamw", learningRate: 0.1, warmupSteps: 5 };
    for (const { step, verdict } of await examined({ spec: tinySpec({ optimizer }) })) {
      expect(verdict.reasons.join("; "), `step ${step}, seed ${seed}`).toMatch(
        /feature std .*\(collapse\)/,
      );
    }
  });
});
