/** What a learning rate does over the steps. */
export interface RateOptions {
  /** After the warm-up. */
  readonly learningRate: number;
  /** Steps over which the rate rises linearly from 0; 0 = at once. */
  readonly warmupSteps: number;
  readonly schedule: RateSchedule;
  /** How long the fall takes that follows the warm-up; for `inverse-sqrt`, how soon it begins. */
  readonly decaySteps: number;
  /** Part of the rate that is left at the end of the fall, and kept from then on. */
  readonly finalFraction: number;
}

/** Names of the ways in which a rate falls after its warm-up. */
export const rateSchedules = [
  "constant",
  "cosine",
  "exponential",
  "inverse-sqrt",
  "linear",
] as const;

type RateSchedule = (typeof rateSchedules)[number];

/** Part of the full rate after `x` times `decaySteps` since the end of the warm-up. */
const falls: Readonly<Record<RateSchedule, (x: number, final: number) => number>> = {
  constant: () => 1,
  // Loshchilov & Hutter 2017, arXiv:1608.03983, eq. 5, without restarts.
  cosine: (x, final) => final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, x))),
  exponential: (x, final) => final ** Math.min(1, x),
  // With decaySteps = warmupSteps this is √(warmup/step): Vaswani et al. 2017, arXiv:1706.03762, eq. 3.
  "inverse-sqrt": (x, final) => Math.max(final, 1 / Math.sqrt(1 + x)),
  linear: (x, final) => 1 - (1 - final) * Math.min(1, x),
};

/**
 * The learning rate of step `step`, counted from 1: a linear warm-up, then the schedule's fall, then
 * what is left. It never reaches 0, because a robot has no last step.
 */
export function rateAt(options: RateOptions, step: number): number {
  const { learningRate, warmupSteps, schedule, decaySteps, finalFraction } = options;
  const warmup = Math.max(1, warmupSteps);
  if (step < warmup) return learningRate * (step / warmup);
  return learningRate * falls[schedule]((step - warmup) / decaySteps, finalFraction);
}
