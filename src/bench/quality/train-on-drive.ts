import { learnerOptions, type SensorPlan } from "../../app/sensor-plan.ts";
import type { Config } from "../../config/config.ts";
import { fail } from "../../core/errors.ts";
import type { Sample } from "../../frames/sample.ts";
import { openLearner } from "../../learn/learner.ts";
import type { Engine, NamedTensors } from "../../runtime/engine.ts";

/** An encoder after its drive. */
export interface Trained {
  readonly state: NamedTensors;
  /** Of the examination at the end; absent = not measured. */
  readonly readings: Readonly<Record<string, number>>;
  /** Empty = healthy. */
  readonly reasons: readonly string[];
}

/** Frames in the memory before the first step; the others come evenly with the steps. */
const framesAtStart = 512;

/**
 * Trains on a drive in one pass: the learner of the live pipeline, fed in time order, so many steps.
 * @param isShuffled whether all frames are there before the first step
 * @throws AppError TRAINING_NO_CLIPS; INTERRUPTED by `signal`
 */
export async function trainOnDrive(options: {
  readonly engine: Engine;
  readonly config: Config;
  readonly plan: SensorPlan;
  readonly samples: readonly Sample[];
  readonly steps: number;
  readonly isShuffled: boolean;
  readonly signal: AbortSignal;
}): Promise<Trained> {
  const { engine, config, plan, samples, steps, isShuffled, signal } = options;
  const own = learnerOptions(config, plan);
  const learner = await openLearner({ ...own, engine, niceness: 0 });
  let fed = 0;
  const feedUpTo = (count: number): void => {
    for (; fed < Math.min(count, samples.length); fed++) learner.offer(samples[fed]!);
  };
  const start = isShuffled ? samples.length : Math.min(framesAtStart, samples.length);
  try {
    feedUpTo(start);
    while (learner.step < steps) {
      if (signal.aborted) fail("INTERRUPTED", "the bench");
      feedUpTo(start + Math.ceil(((samples.length - start) * (learner.step + 1)) / steps));
      const run = learner.train();
      learner.prepare();
      if ((await run).length === 0) {
        fail("TRAINING_NO_CLIPS", plan.learner.sensor, fed, plan.learner.batch);
      }
    }
    const health = await learner.assess();
    const readings = {
      rankMe: health?.rankMe,
      std: health?.std,
      slowFast: health?.slowFast,
      skill: health?.nextFrame?.skill,
    };
    return {
      state: await learner.state(),
      readings: Object.fromEntries(
        Object.entries(readings).filter(
          (entry): entry is [string, number] => entry[1] !== undefined,
        ),
      ),
      reasons: health?.verdict.reasons ?? ["too few frames to examine"],
    };
  } finally {
    await learner.close();
  }
}
