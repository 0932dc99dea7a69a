import { cosine } from "./health/embedded-pairs.ts";
import { createPageHinkley } from "./health/page-hinkley.ts";

/** What of a stream is watched. */
export type DriftSignal = "surprise" | "features";

/** Notices when a stream has become another one. */
export interface DriftMonitor {
  /**
   * One look at frames that were not trained on yet.
   *
   * @param surprise the next-frame error, in any unit; absent where nothing is predicted
   * @param feature the mean published vector of the frames
   * @returns what shows a change now
   */
  add(look: {
    readonly surprise?: number | undefined;
    readonly feature: Float32Array;
  }): readonly DriftSignal[];
}

/**
 * A rise by a standard deviation shows after about 27 looks, by three after 8; looks that only vary
 * raise a false alarm less than once in ten thousand.
 */
const sensitivity = { tolerance: 0.25, threshold: 20, warmUp: 12 };
/** What a new look counts in the usual feature. */
const share = 0.05;

/**
 * Watches two things: the error of the prediction, and how far features lie from the usual ones
 * (1 − cosine to their running mean, which follows the encoder as it trains).
 */
export function createDriftMonitor(): DriftMonitor {
  const tests = {
    surprise: createPageHinkley(sensitivity),
    features: createPageHinkley(sensitivity),
  };
  let usual: Float32Array | undefined;
  return {
    add: ({ surprise, feature }) => {
      const distance = usual ? 1 - cosine(usual, feature) : NaN;
      usual = usual
        ? usual.map((value, i) => (1 - share) * value + share * feature[i]!)
        : feature.slice();
      const shown: DriftSignal[] = [];
      if (tests.surprise.add(surprise ?? NaN)) shown.push("surprise");
      if (tests.features.add(distance)) shown.push("features");
      return shown;
    },
  };
}
