import { rateAt, type RateOptions } from "./rate-schedule.ts";

/** Names of the scalars, as the step's inputs are called; every optimizer's step has all of them. */
export const scheduledNames = [
  "learningRate",
  "biasCorrection1",
  "biasCorrection2",
  "averageDecay",
] as const;

/** Parameters of the scalars that the host feeds to each step. */
export interface ScheduleOptions extends RateOptions {
  /** Decay of moments that are corrected for their start at 0; absent = there are none. */
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  /** Steps after which half of the averaged weights is newer. */
  readonly averageHalfLifeSteps: number;
  /** Seconds of stream after which it is; where given, steps do not count. */
  readonly averageHalfLifeS?: number | undefined;
}

/** When a step is. */
export interface StepTime {
  /** Counted from 1. */
  readonly step: number;
  /** Seconds of stream that came since the step before; 0 = it stood still, or there is none. */
  readonly streamS?: number | undefined;
}

/** The scalars of one step. */
export type ScheduledScalars = Readonly<Record<(typeof scheduledNames)[number], number>>;

/**
 * The scalars of one step: `learningRate`; `biasCorrection1` = 1/(1 − β₁ᵗ), and 2 likewise (Kingma &
 * Ba 2015, alg. 1); `averageDecay` τ, the part of the averaged weights that stays.
 *
 * A half-life in stream time means the same on a device that makes one step a second and on one that
 * makes ten. While the stream stands still it alone would stop the average: then the last quarter of
 * all steps is averaged.
 */
export function scheduleAt(options: ScheduleOptions, at: StepTime): ScheduledScalars {
  const { beta1 = 0, beta2 = 0, averageHalfLifeSteps, averageHalfLifeS } = options;
  const { step, streamS = 0 } = at;
  const halfLives =
    averageHalfLifeS === undefined ? 1 / averageHalfLifeSteps : streamS / averageHalfLifeS;
  return {
    learningRate: rateAt(options, step),
    biasCorrection1: 1 / (1 - beta1 ** step),
    biasCorrection2: 1 / (1 - beta2 ** step),
    // Over the last quarter of a young run (Shamir & Zhang 2013, §4, η = 3): an average that
    // remembers the random start would publish it.
    averageDecay: Math.min(0.5 ** halfLives, step / (step + 4)),
  };
}
