import { fitRidge } from "../../evaluate/ridge.ts";
import { r2Score } from "../../evaluate/r2-score.ts";
import { trainedPart, type FollowedFeatures } from "./follow-features.ts";

/** What a probe that was fitted once has lost since, for each promotion. */
export interface ProbeDrops {
  /** r² of the probe on the features that it was fitted for, on frames that nothing was fitted on. */
  readonly r2: number;
  readonly rows: readonly {
    readonly step: number;
    readonly contract: number;
    readonly residual: number;
    readonly drift: number;
    /** r² lost. */
    readonly aligned: number;
    readonly unaligned: number;
    /** r² of a probe that was fitted anew: what the encoder itself gained or lost. */
    readonly refitted: number;
  }[];
}

/** Frames left out beside a block of the cross-validation, seconds. */
const guardS = 5;

/**
 * Fits a ridge once, on the first promotion's features of the trained part of the drive, and reads every later
 * promotion with it, on the rest.
 */
export function probeDrops({ stampsNs, labels, promotions }: FollowedFeatures): ProbeDrops {
  const all = [...labels.keys()].filter((row) => Number.isFinite(labels[row]));
  const border = Math.round(trainedPart * labels.length);
  const fit = all.filter((row) => row < border);
  const test = all.filter((row) => row >= border);
  const actual = Float64Array.from(test, (row) => labels[row]!);
  const spanS = Number(stampsNs[fit.at(-1)!]! - stampsNs[fit[0]!]!) / 1e9;
  const guardRows = Math.min(Math.ceil((guardS / spanS) * fit.length), Math.floor(fit.length / 20));
  const [first] = promotions;
  const fitOn = (features: NonNullable<typeof first>["aligned"]) => {
    const model = fitRidge({ features, labels, rows: fit, guardRows });
    return (other: typeof features) => r2Score(actual, model.predict(other, test)) ?? NaN;
  };
  const read = fitOn(first!.aligned);
  const r2 = read(first!.aligned);
  return {
    r2,
    rows: promotions.map(({ step, standing, aligned, unaligned }) => ({
      step,
      contract: standing.version,
      residual: standing.residual,
      drift: standing.drift,
      aligned: r2 - read(aligned),
      unaligned: r2 - read(unaligned),
      refitted: fitOn(aligned)(aligned),
    })),
  };
}
