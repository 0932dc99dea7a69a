import type { Config } from "../config/config.ts";
import type { LearnerThreadData } from "../learn/learner-messages.ts";
import { learnerOptions, type SensorPlan } from "./sensor-plan.ts";
import { versions } from "./versions.ts";

/** What the learner thread of a run is opened with. */
export function learnersOf(
  config: Config,
  options: {
    readonly plans: readonly SensorPlan[];
    readonly engine: LearnerThreadData["engine"];
  },
): LearnerThreadData {
  const { learn } = config;
  return {
    engine: options.engine,
    niceness: learn.niceness,
    learners: options.plans.map((plan) => ({
      options: learnerOptions(config, plan),
      contract: learn.contract,
      assessEverySteps: learn.health.everySteps,
      rollBackAfter: learn.health.rollBackAfter,
      checkpoint: {
        ...learn.checkpoint,
        root: learn.checkpoint.directory,
        keyFiles: learn.checkpoint,
        memoryEveryS: learn.memory.saveEveryS,
      },
      config,
      versions: versions(),
    })),
  };
}
