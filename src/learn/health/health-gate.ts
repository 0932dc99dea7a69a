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
  readonly bestRecallAt1?: number | undefined;
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
}

export const defaultHealthThresholds: HealthThresholds = {
  minRankFraction: 0.2,
  minStd: 0.5,
  minSlowFast: 3,
  minSkill: 0,
  minRecallOfBest: 0.9,
};

export interface HealthVerdict {
  readonly healthy: boolean;
  /** Why not, one sentence each, for people; empty when healthy. */
  readonly reasons: readonly string[];
}

/**
 * Whether an encoder may be promoted. Rank and std must have been measured and pass; the other
 * readings must pass when they were (a sensor of 1 Hz has no fast variance, a first gate no best).
 */
export function healthGate(
  readings: HealthReadings,
  thresholds: HealthThresholds = defaultHealthThresholds,
): HealthVerdict {
  const { dim, samples, rankMe, std, slowFast, skill, recallAt1, bestRecallAt1 } = readings;
  const visible = Math.min(dim, samples - 1);
  const leastRank = thresholds.minRankFraction * visible;
  const leastRecall = thresholds.minRecallOfBest * (bestRecallAt1 ?? 0);
  const reasons: string[] = [];

  if (!isMeasured(rankMe)) {
    reasons.push("effective rank could not be measured: too few samples, or features not finite");
  } else if (rankMe < leastRank) {
    reasons.push(
      `effective rank ${short(rankMe)} of ${visible} is below ${short(leastRank)}: ` +
        `most feature directions are unused (dimensional collapse)`,
    );
  }
  if (!isMeasured(std)) {
    reasons.push("feature std could not be measured: too few samples, or features not finite");
  } else if (std < thresholds.minStd) {
    reasons.push(
      `feature std ${short(std)} is below ${short(thresholds.minStd)}: ` +
        `different frames give nearly the same features (collapse)`,
    );
  }
  if (slowFast !== undefined && !(slowFast >= thresholds.minSlowFast)) {
    reasons.push(
      `slow/fast ratio ${short(slowFast)} is below ${short(thresholds.minSlowFast)}: ` +
        `features follow what changes within a second and have lost the place`,
    );
  }
  if (skill !== undefined && !(skill > thresholds.minSkill)) {
    reasons.push(
      `next-frame skill ${short(skill)} is not above ${short(thresholds.minSkill)}: ` +
        `the prediction is no better than repeating the last frame`,
    );
  }
  if (recallAt1 !== undefined && !(recallAt1 >= leastRecall)) {
    reasons.push(
      `temporal retrieval ${short(recallAt1)} is below ${short(leastRecall)}, ` +
        `${short(thresholds.minRecallOfBest * 100)} % of its best: moments are less told apart than before`,
    );
  }
  return { healthy: reasons.length === 0, reasons };
}

function isMeasured(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

/** Three significant digits, without trailing zeros. */
function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value);
}
