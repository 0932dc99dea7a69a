import { createOwnHistory } from "./own-history.ts";
import { createTrackedQuantile } from "./tracked-quantile.ts";

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
/** Smaller errors, in parts of the usual large one, are all alike. */
const least = 1e-6;
/** Frames that a sudden error is told from a lasting one by: two seconds at 10 frames a second. */
const lately = 20;
/** Fewer cannot tell what an error was lately. */
const fewestLately = 5;

/**
 * A frame is as surprising as the worst of its parts: something small that was not foreseen fills a region, and
 * would be lost in the mean of the whole. A part is measured twice, by its own usual large error and by its large
 * error lately: a turn is hard to foresee for seconds, what is thrown in front of the camera comes at once.
 * The largest product of both is then judged by its own history, which makes it a calibrated quantile.
 */
export function createSurpriseScale(): SurpriseScale {
  const worst = createTrackedQuantile();
  let parts: readonly ReturnType<typeof createOwnHistory>[] = [];
  let recent: readonly Float32Array[] = [];

  const worstOf = (errors: Float32Array): number | undefined => {
    if (recent.length < fewestLately) return undefined;
    let most: number | undefined;
    for (const [i, part] of parts.entries()) {
      const level = part.at(usual);
      // A part that is always right, a lidar's empty sky: nothing to measure by.
      if (level === undefined || level <= 0) continue;
      const own = Math.log(Math.max(errors[i]!, least * level) / level);
      const sudden = Math.log(Math.max(errors[i]!, least * level) / largeLately(recent, i, level));
      most = Math.max(most ?? -Infinity, own + sudden);
    }
    return most;
  };

  return {
    get frames() {
      return worst.count;
    },
    judge: (errors) => {
      if (parts.length === 0) parts = Array.from(errors, () => createOwnHistory());
      const score = worstOf(errors);
      const regions = parts.slice(1).map((part, i) => part.quantile(errors[i + 1]!) ?? NaN);
      const quantile = score === undefined ? undefined : worst.judge(score);
      parts.forEach((part, i) => {
        part.add(errors[i]!);
      });
      recent = [...recent.slice(1 - lately), errors.slice()];
      return { quantile, regions: regions.some(Number.isNaN) ? [] : regions };
    },
    rebase: (pairs) => {
      parts.forEach((part, i) => {
        const ratios = pairs
          .filter(({ before, after }) => before[i]! > 0 && after[i]! > 0)
          .map(({ before, after }) => after[i]! / before[i]!)
          .sort((a, b) => a - b);
        if (pairs.length < fewestPairs) part.clear();
        if (pairs.length < fewestPairs || ratios.length === 0) return;
        const ratio = ratios[ratios.length >> 1]!;
        part.rescale(ratio);
        for (const errors of recent) errors[i]! *= ratio;
      });
      if (pairs.length >= fewestPairs) return;
      worst.clear();
      recent = [];
    },
  };
}

/** The usual large error of part `i` in the last frames, at least a millionth of `level`. */
function largeLately(recent: readonly Float32Array[], i: number, level: number): number {
  const sorted = recent.map((errors) => errors[i]!).sort((a, b) => a - b);
  return Math.max(sorted[Math.floor(usual * (sorted.length - 1))]!, least * level);
}
