/** Names of the scalars, as the step's inputs are called. */
export const scheduledNames = [
  "learningRate",
  "biasCorrection1",
  "biasCorrection2",
  "averageDecay",
] as const;

/** Parameters of the scalars that the host feeds to each step. */
export interface ScheduleOptions {
  readonly learningRate: number;
  /** Steps over which the rate rises linearly from 0; 0 = at once. */
  readonly warmupSteps: number;
  readonly beta1: number;
  readonly beta2: number;
  /** Steps after which half of the averaged weights is newer. */
  readonly averageHalfLifeSteps: number;
}

/** The scalars of one step. */
export interface ScheduledScalars {
  readonly learningRate: number;
  /** 1 / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ) (Kingma & Ba 2015, alg. 1). */
  readonly biasCorrection1: number;
  readonly biasCorrection2: number;
  /** τ: the part of the averaged weights that stays. */
  readonly averageDecay: number;
}

/**
 * The scalars of step `step`, counted from 1: linear warm-up, then constant. A robot has no last
 * step, so there is nothing to decay towards.
 */
export function scheduleAt(options: ScheduleOptions, step: number): ScheduledScalars {
  const { learningRate, warmupSteps, beta1, beta2, averageHalfLifeSteps } = options;
  return {
    learningRate: learningRate * Math.min(1, step / Math.max(1, warmupSteps)),
    biasCorrection1: 1 / (1 - beta1 ** step),
    biasCorrection2: 1 / (1 - beta2 ** step),
    // Over the last quarter of a young run (Shamir & Zhang 2013, §4, η = 3): an average that
    // remembers the random start would publish it.
    averageDecay: Math.min(0.5 ** (1 / averageHalfLifeSteps), step / (step + 4)),
  };
}
