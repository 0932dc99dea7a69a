import { createOwnHistory } from "./own-history.ts";

/** How unusual the errors of one frame are. */
export interface Surprise {
  /** Of the whole frame, in [0, 1]: 0.99 = one frame of a hundred is as surprising; absent while warming up. */
  readonly quantile?: number | undefined;
  /** The same of each region, row-major; empty while warming up. */
  readonly regions: readonly number[];
}

/** Calibrates one sensor's prediction errors against their own history. */
export interface SurpriseScale {
  /** Judges errors [1 + regions], of the whole frame and of each region, by those before, then takes them in. */
  judge(errors: Float32Array): Surprise;
  /**
   * The errors come from another model from now on: pairs of errors of the same frames by both. Each history
   * is multiplied by the median ratio of its errors; with too few pairs all of them begin anew.
   */
  rebase(pairs: readonly { readonly before: Float32Array; readonly after: Float32Array }[]): void;
  /** Frames behind the present judgement. */
  readonly frames: number;
}

/** Fewer frames tell too little of how the errors of two models compare. */
const fewestPairs = 12;
/** A part's usual large error, by which it is compared with the others'. */
const usual = 0.9;

/**
 * A frame is as surprising as the worst of its parts, each measured by its own usual error: something small
 * that was not foreseen fills a region, and would be lost in the mean of the whole.
 * That largest ratio is then judged by its own history, which makes it a calibrated quantile.
 */
export function createSurpriseScale(): SurpriseScale {
  const worst = createOwnHistory();
  let parts: readonly ReturnType<typeof createOwnHistory>[] = [];

  const worstOf = (errors: Float32Array): number | undefined => {
    let most: number | undefined;
    for (const [i, part] of parts.entries()) {
      const level = part.at(usual);
      // A part that is always right, a lidar's empty sky: nothing to measure by.
      if (level === undefined || level <= 0) continue;
      most = Math.max(most ?? 0, errors[i]! / level);
    }
    return most;
  };

  return {
    get frames() {
      return worst.count;
    },
    judge: (errors) => {
      if (parts.length === 0) parts = Array.from(errors, () => createOwnHistory());
      const ratio = worstOf(errors);
      const regions = parts.slice(1).map((part, i) => part.quantile(errors[i + 1]!) ?? NaN);
      const quantile = ratio === undefined ? undefined : worst.quantile(ratio);
      if (ratio !== undefined) worst.add(ratio);
      parts.forEach((part, i) => {
        part.add(errors[i]!);
      });
      return { quantile, regions: regions.some(Number.isNaN) ? [] : regions };
    },
    rebase: (pairs) => {
      parts.forEach((part, i) => {
        const ratios = pairs
          .filter(({ before, after }) => before[i]! > 0 && after[i]! > 0)
          .map(({ before, after }) => after[i]! / before[i]!)
          .sort((a, b) => a - b);
        if (pairs.length < fewestPairs) part.clear();
        else if (ratios.length > 0) part.rescale(ratios[ratios.length >> 1]!);
      });
      if (pairs.length < fewestPairs) worst.clear();
    },
  };
}
