import type { Measurement } from "./measure-condition.ts";

/** One score over the seeds. */
export interface Summary {
  readonly mean: number;
  /** 95 % of Student's t over the seeds; absent for one seed. */
  readonly interval?: readonly [low: number, high: number] | undefined;
  readonly seeds: number;
}

/** Two-sided 95 % of Student's t, by degrees of freedom; the last for all more. */
const tQuantiles = [12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262] as const;

/** Mean and interval of the values of the seeds, at least one. */
export function summarise(values: readonly number[]): Summary {
  const seeds = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / seeds;
  if (seeds < 2) return { mean, seeds };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seeds - 1);
  const t = tQuantiles[Math.min(seeds - 2, tQuantiles.length - 1)]!;
  const half = t * Math.sqrt(variance / seeds);
  return { mean, interval: [mean - half, mean + half], seeds };
}

/** A summary for each score that every measurement has. */
export function summariseScores(
  measured: readonly Measurement[],
): Readonly<Record<string, Summary>> {
  const [first] = measured;
  const names = Object.keys(first?.scores ?? {}).filter((name) =>
    measured.every(({ scores }) => name in scores),
  );
  return Object.fromEntries(
    names.map((name) => [name, summarise(measured.map(({ scores }) => scores[name]!))]),
  );
}

/** The error of the one over that of the other, from r² of the same labels. */
export function errorRatio(r2: number, otherR2: number): number {
  return Math.sqrt((1 - r2) / (1 - otherR2));
}
