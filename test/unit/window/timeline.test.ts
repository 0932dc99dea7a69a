import { expect, it } from "vitest";
import type { LearnerEvent } from "../../../src/learn/learner-messages.ts";
import { timelineEntry } from "../../../src/window/timeline.ts";

const assessment = {
  ...{ step: 50, dim: 8, rankMe: 4, samples: 16 },
  nextFrame: { error: 0.9, copyLast: 1, skill: 0.1 },
  verdict: { healthy: false, reasons: ["rank 4 is too low"] },
};

it("a refusal is told with its figures and reasons, a step is not", () => {
  const refused: LearnerEvent = { kind: "rejected", sensor: "camera", assessment };
  expect(timelineEntry(refused, 7)).toEqual({
    ...{ kind: "model", sensor: "camera", atMs: 7, event: "rejected", step: 50 },
    ...{ version: undefined, skill: 0.1, rankMe: 4, reasons: ["rank 4 is too low"] },
  });
  expect(timelineEntry({ kind: "taken" }, 7)).toBeUndefined();
});

it("going back is told with the step and the reasons", () => {
  const back: LearnerEvent = {
    ...{ kind: "rolled-back", sensor: "camera", toStep: 40, rateScale: 1 },
    reasons: ["a command asked for it"],
  };
  expect(timelineEntry(back, 7)).toEqual({
    ...{ kind: "model", sensor: "camera", atMs: 7, event: "rolled-back", step: 40 },
    reasons: ["a command asked for it"],
  });
});
