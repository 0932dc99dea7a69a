/** What comes of an examination. */
type Promotion = "promote" | "reject" | "roll-back";

/** Decides what examined encoders are for. */
export interface PromotionJudge {
  /** What to do after an examination. */
  judge(isHealthy: boolean): Promotion;
}

/**
 * A healthy encoder is promoted, one that is not is rejected, and the last of `rollBackAfter`
 * rejections in a row takes the learner back. A learner that was never healthy has nothing to go
 * back to: it trains on until it is.
 *
 * @param rollBackAfter 0 = never
 */
export function createPromotionJudge(rollBackAfter: number): PromotionJudge {
  let hasBeenHealthy = false;
  let failures = 0;
  return {
    judge: (isHealthy) => {
      if (isHealthy) {
        hasBeenHealthy = true;
        failures = 0;
        return "promote";
      }
      failures += 1;
      if (!hasBeenHealthy || rollBackAfter === 0 || failures < rollBackAfter) return "reject";
      failures = 0;
      return "roll-back";
    },
  };
}
