import { defaultHealthThresholds } from "../../src/learn/health/health-gate.ts";
import type { LearnerPlan } from "../../src/learn/learner-messages.ts";
import { noAugment, tinyDraw, tinyMemory, tinySpec } from "./tiny-learner.ts";

/** The tiny learner's part of a learner thread; it promotes whatever it has every five steps. */
export function tinyPlan(root: string, seed: number): LearnerPlan {
  return {
    options: {
      spec: tinySpec(),
      seed,
      threads: 1,
      augment: noAugment,
      draw: tinyDraw,
      memory: { ...tinyMemory, bytes: 4_000_000 },
      heldOutFraction: 0,
      thresholds: { ...defaultHealthThresholds, minStd: 0, minRankFraction: 0, minSlowFast: 0 },
    },
    contract: { anchors: 32, renewed: 1 / 16, maxResidual: 0.25, graceS: 60 },
    assessEverySteps: 5,
    rollBackAfter: 3,
    checkpoint: { root, everySeconds: 1000, keep: 3 },
    config: {},
    versions: {},
  };
}
