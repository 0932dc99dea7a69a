import { monitorEventLoopDelay } from "node:perf_hooks";
import type { OwnStep } from "../train-step/own-step.ts";

/** What a block of steps came to. */
export interface StepBlock {
  readonly ms: readonly number[];
  /** Time on all cores, a step. */
  readonly cpuMs: number;
  readonly delayMs: { readonly p50: number; readonly p99: number };
  readonly loss: number;
}

/** Milliseconds between two looks at the event loop; counted in by Node, so they are taken off again. */
const resolutionMs = 1;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs `steps` steps for their time, and as many again under a watch of this thread's event loop: the
 * watch's timer takes processor time of its own, and the more the freer the loop is.
 */
export async function measureStep(step: OwnStep, steps: number): Promise<StepBlock> {
  const before = process.cpuUsage();
  const { ms, scalars } = await step.run(steps);
  const { user, system } = process.cpuUsage(before);

  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  // A thread that never returns to its loop would otherwise show no delay at all.
  await wait(2 * resolutionMs);
  await step.run(steps);
  await wait(2 * resolutionMs);
  histogram.disable();
  const delay = (part: number): number =>
    Math.max(0, histogram.percentile(part) / 1e6 - resolutionMs);
  return {
    ms,
    cpuMs: (user + system) / 1000 / steps,
    delayMs: { p50: delay(50), p99: delay(99) },
    loss: scalars["loss"] ?? Number.NaN,
  };
}
