import type { RangeScore } from "./range-error.ts";

/** Next-frame prediction against repeating the last frame, both in the same unit. */
export interface NextFrameScore {
  /** Mean error of the prediction. */
  readonly error: number;
  /** Mean error of the last frame, taken as the prediction. */
  readonly copyLast: number;
  /** 1 − error/copyLast; absent when nothing moved, so that copying is perfect. */
  readonly skill?: number | undefined;
  /** Of a lidar: the same in metres, at the resolution that is predicted. */
  readonly range?: RangeScore | undefined;
}

/** 1 − error/copyLast: 1 perfect, 0 no better than copying, below 0 worse; absent when copyLast is 0. */
export function nextFrameSkill(error: number, copyLast: number): number | undefined {
  const skill = 1 - error / copyLast;
  return copyLast > 0 && Number.isFinite(skill) ? skill : undefined;
}

/** Adds up errors over batches or frames. */
export interface NextFrameAccumulator {
  /**
   * Adds mean errors over `weight` things (frames, valid pixels); default 1. A pair that is not
   * finite is left out and counted in `skipped`.
   */
  add(error: number, copyLast: number, weight?: number): void;
  /** The weighted means and their ratio; absent when nothing was added. */
  score(): NextFrameScore | undefined;
  skipped(): number;
}

/**
 * Starts empty. Skill is the ratio of the means, not the mean of ratios, which a few still frames
 * with a copyLast of almost 0 would rule.
 */
export function createNextFrameAccumulator(): NextFrameAccumulator {
  let errorSum = 0;
  let copyLastSum = 0;
  let weightSum = 0;
  let skippedCount = 0;
  return {
    add: (error, copyLast, weight = 1) => {
      if (!Number.isFinite(error * weight) || !Number.isFinite(copyLast * weight)) {
        skippedCount += 1;
        return;
      }
      errorSum += error * weight;
      copyLastSum += copyLast * weight;
      weightSum += weight;
    },
    score: () => {
      if (weightSum <= 0) return undefined;
      const error = errorSum / weightSum;
      const copyLast = copyLastSum / weightSum;
      const skill = nextFrameSkill(error, copyLast);
      return { error, copyLast, ...(skill === undefined ? {} : { skill }) };
    },
    skipped: () => skippedCount,
  };
}
