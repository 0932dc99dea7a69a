import { z } from "zod";
import { rateSchedules } from "./rate-schedule.ts";

/** What differs between optimizers in the options that all of them have. */
interface CommonDefaults {
  readonly learningRate: number;
  readonly maxLearningRate: number;
  readonly weightDecay: number;
}

/** The options that every optimizer has, to be spread into its schema. */
export function commonOptions({ learningRate, maxLearningRate, weightDecay }: CommonDefaults) {
  return {
    learningRate: z.number().positive().max(maxLearningRate).default(learningRate),
    warmupSteps: z.int().nonnegative().default(50),
    /** How the rate falls after the warm-up. */
    schedule: z.enum(rateSchedules).default("constant"),
    decaySteps: z.int().positive().default(10_000),
    /** Never 0: a robot goes on after the schedule's end. */
    finalFraction: z.number().gt(0).max(1).default(0.01),
    weightDecay: z.number().nonnegative().max(1).default(weightDecay),
    /** Largest global norm of the gradient; a larger one is scaled down to it. */
    clipNorm: z.number().positive().default(1),
    /** β of the recent gradient that is projected out of each new one; absent = none is. */
    orthogonalBeta: z.number().min(0).lt(1).optional(),
    /** Half-life of the averaged weights, which are the ones that are published, in steps. */
    averageHalfLifeSteps: z.number().positive().max(1e6).default(300),
    /** The same in seconds of stream; where given, steps do not count. */
    averageHalfLifeS: z.number().positive().max(1e6).optional(),
  };
}
