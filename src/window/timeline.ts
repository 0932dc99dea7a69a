import type { LearnerEvent } from "../learn/learner-messages.ts";
import type { TimelineEntry } from "./wire.ts";

/** What an event of the learner says of a model; undefined for those that say nothing. */
export function timelineEntry(event: LearnerEvent, atMs: number): TimelineEntry | undefined {
  if (event.kind === "rolled-back") {
    const { sensor, toStep: step, reasons } = event;
    return { kind: "model", sensor, atMs: Math.round(atMs), event: event.kind, step, reasons };
  }
  if (event.kind !== "promoted" && event.kind !== "rejected") return undefined;
  const { step, nextFrame, rankMe, verdict } = event.assessment;
  return {
    kind: "model",
    sensor: event.kind === "promoted" ? event.encoder.sensor : event.sensor,
    atMs: Math.round(atMs),
    event: event.kind,
    step,
    version: event.kind === "promoted" ? event.encoder.version : undefined,
    skill: nextFrame?.skill,
    rankMe,
    reasons: verdict.reasons,
  };
}
