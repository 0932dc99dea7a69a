import { createOwnHistory } from "./own-history.ts";

/** Tells how usual a score is among those before it, so that over time one of a hundred is above 0.99. */
export interface TrackedQuantile {
  /** Scores behind the present answer, at most those of an own history. */
  readonly count: number;
  /** In [0, 1], by the scores before; then takes `score` in. Undefined while warming up. */
  judge(score: number): number | undefined;
  clear(): void;
}

/** What is promised of each: the part of scores above it. */
const promised = [0.9, 0.99] as const;
/** How far a threshold moves at a score above it, in parts of the distance between median and 0.9. */
const rate = 0.2;

/**
 * A quantile of the own history that keeps its promise while the scores drift. A history is of other streets and of
 * earlier weights: its 0.9 is not exceeded by one of ten of what comes next. So each threshold is the history's
 * plus an offset, which rises with every score above it and falls a little with every other: over n scores the part
 * above is off by at most the offset's range divided by `rate`·spread·n, whatever the scores are.
 *
 * @see Gibbs & Candès 2021, Adaptive conformal inference under distribution shift; Angelopoulos, Candès & Tibshirani
 *   2023, Conformal PID control for time series prediction, eq. 3 (quantile tracking)
 */
export function createTrackedQuantile(): TrackedQuantile {
  const history = createOwnHistory();
  let offsets = promised.map(() => 0);

  const placed = (score: number): number => {
    const median = history.at(0.5)!;
    const spread = history.at(promised[0])! - median;
    const high = Math.max(median, history.at(promised[0])! + offsets[0]!);
    const higher = Math.max(high, history.at(promised[1])! + offsets[1]!);
    offsets = [high, higher].map((threshold, i) => {
      const miss = (score > threshold ? 1 : 0) - (1 - promised[i]!);
      return offsets[i]! + rate * spread * miss;
    });
    if (score <= median) return history.quantile(score)!;
    if (score <= high) return 0.5 + 0.4 * partOfWay(score, median, high);
    if (score <= higher) return promised[0] + 0.09 * partOfWay(score, high, higher);
    // Beyond what the history can tell: nearer to 1 the further out, never there.
    const beyond = (score - higher) / Math.max(spread, Number.MIN_VALUE);
    return 1 - (1 - promised[1]) * Math.exp(-Math.min(beyond, 30));
  };

  return {
    get count() {
      return history.count;
    },
    judge: (score) => {
      const isKnown = history.quantile(score) !== undefined;
      const quantile = isKnown ? placed(score) : undefined;
      history.add(score);
      return quantile;
    },
    clear: () => {
      history.clear();
      offsets = promised.map(() => 0);
    },
  };
}

function partOfWay(value: number, from: number, to: number): number {
  return to > from ? (value - from) / (to - from) : 1;
}
