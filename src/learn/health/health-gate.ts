/** What is known of an encoder's features. Absent = not measured. */
export interface HealthReadings {
  /** Columns of the features. */
  readonly dim: number;
  /** Rows that rankMe and std were measured on. */
  readonly samples: number;
  readonly rankMe?: number | undefined;
  readonly std?: number | undefined;
  readonly slowFast?: number | undefined;
  /** Next-frame skill over copying the last frame: 1 is perfect, 0 no better, below 0 worse. */
  readonly skill?: number | undefined;
  /** Temporal retrieval on time-separated samples, in [0, 1], and the best it has been so far. */
  readonly recallAt1?: number | undefined;
  readonly recallQueries?: number | undefined;
  readonly bestRecallAt1?: number | undefined;
  /** The same of an objective's embeddings, where one embeds both frames of a clip. */
  readonly embedding?:
    | {
        readonly dim: number;
        readonly rankMe?: number | undefined;
        readonly std?: number | undefined;
        /** Over what chance gives: 1 = isotropic normal. */
        readonly sigReg?: number | undefined;
        readonly latentSkill?: number | undefined;
      }
    | undefined;
}

/** Where healthy ends. The defaults separated every good from every bad run they were chosen on. */
export interface HealthThresholds {
  /** Least rankMe as a fraction of min(dim, samples − 1), the most that can be seen. */
  readonly minRankFraction: number;
  /** Least feature std: 0 collapsed, 1 isotropic. */
  readonly minStd: number;
  readonly minSlowFast: number;
  /** Skill must be above this. */
  readonly minSkill: number;
  /** Least recallAt1 as a fraction of the best so far. */
  readonly minRecallOfBest: number;
  /** Latent skill must lie between: below, embeddings do not last; above, nothing changes in them. */
  readonly minLatentSkill: number;
  readonly maxLatentSkill: number;
}

export const defaultHealthThresholds: HealthThresholds = {
  minRankFraction: 0.2,
  minStd: 0.5,
  minSlowFast: 3,
  minSkill: 0,
  minRecallOfBest: 0.9,
  minLatentSkill: 0.02,
  maxLatentSkill: 0.995,
};

export interface HealthVerdict {
  readonly healthy: boolean;
  /** Why not, one sentence each, for people; empty when healthy. */
  readonly reasons: readonly string[];
}

/**
 * Whether an encoder may be promoted. Rank and std must have been measured and pass; the other
 * readings must pass when they were (a sensor of 1 Hz has no fast variance, a first gate no best).
 * Rank and std of the embeddings count as those of the features do.
 */
export function healthGate(
  readings: HealthReadings,
  thresholds: HealthThresholds = defaultHealthThresholds,
): HealthVerdict {
  const { slowFast, skill, samples, embedding } = readings;
  const reasons = spread("feature", readings, thresholds);
  if (embedding) reasons.push(...spread("embedding", { samples, ...embedding }, thresholds));
  if (slowFast !== undefined && !(slowFast >= thresholds.minSlowFast)) {
    reasons.push(
      `slow/fast ratio ${short(slowFast)} is below ${short(thresholds.minSlowFast)}: ` +
        `features follow what changes within a second and have lost the place`,
    );
  }
  const latent = embedding?.latentSkill;
  if (latent !== undefined && !(latent >= thresholds.minLatentSkill)) {
    reasons.push(
      `latent skill ${short(latent)} is below ${short(thresholds.minLatentSkill)}: ` +
        `what an embedding says does not last until the next frame of its clip`,
    );
  }
  if (latent !== undefined && latent > thresholds.maxLatentSkill) {
    reasons.push(
      `latent skill ${short(latent)} is above ${short(thresholds.maxLatentSkill)}: ` +
        `embeddings no longer change between the frames of a clip (collapse onto what never moves)`,
    );
  }
  if (skill !== undefined && !(skill > thresholds.minSkill)) {
    reasons.push(
      `next-frame skill ${short(skill)} is not above ${short(thresholds.minSkill)}: ` +
        `the prediction is no better than repeating the last frame`,
    );
  }
  reasons.push(...retrieval(readings, thresholds));
  return { healthy: reasons.length === 0, reasons };
}

/** Rank and std, of the features or of an embedding. */
function spread(
  what: "feature" | "embedding",
  { dim, samples, rankMe, std }: Pick<HealthReadings, "dim" | "samples" | "rankMe" | "std">,
  thresholds: HealthThresholds,
): string[] {
  const visible = Math.min(dim, samples - 1);
  const leastRank = thresholds.minRankFraction * visible;
  const rank = what === "feature" ? "effective rank" : "effective rank of the embedding";
  const reasons: string[] = [];
  if (!isMeasured(rankMe)) {
    reasons.push(`${rank} could not be measured: too few samples, or ${what}s not finite`);
  } else if (rankMe < leastRank) {
    reasons.push(
      `${rank} ${short(rankMe)} of ${visible} is below ${short(leastRank)}: ` +
        `most ${what} directions are unused (dimensional collapse)`,
    );
  }
  if (!isMeasured(std)) {
    reasons.push(`${what} std could not be measured: too few samples, or ${what}s not finite`);
  } else if (std < thresholds.minStd) {
    reasons.push(
      `${what} std ${short(std)} is below ${short(thresholds.minStd)}: ` +
        `different frames give nearly the same ${what}s (collapse)`,
    );
  }
  return reasons;
}

/**
 * Temporal retrieval against its best. What so few queries leave to chance, two standard errors of a
 * binomial, is no loss: with fifty queries that is a tenth.
 */
function retrieval(
  { recallAt1, recallQueries, bestRecallAt1 = 0 }: HealthReadings,
  { minRecallOfBest }: HealthThresholds,
): readonly string[] {
  if (recallAt1 === undefined) return [];
  // As if one more had been right and one wrong (Laplace): a best of 1 is not without doubt.
  const best = recallQueries
    ? (bestRecallAt1 * recallQueries + 1) / (recallQueries + 2)
    : bestRecallAt1;
  const doubt = recallQueries ? 2 * Math.sqrt((best * (1 - best)) / recallQueries) : 0;
  const least = minRecallOfBest * bestRecallAt1 - doubt;
  if (recallAt1 >= least) return [];
  return [
    `temporal retrieval ${short(recallAt1)} is below ${short(least)}, ` +
      `${short(minRecallOfBest * 100)} % of its best${doubt > 0 ? " less what chance explains" : ""}: ` +
      `moments are less told apart than before`,
  ];
}

function isMeasured(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

/** Three significant digits, without trailing zeros. */
function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value);
}
