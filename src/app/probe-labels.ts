import type { Config } from "../config/config.ts";
import type { Matrix } from "../core/matrix.ts";
import { alignLabels } from "../evaluate/align-labels.ts";
import { drawLabels } from "../evaluate/few-labels.ts";
import { motionFeatures } from "../evaluate/motion-features.ts";
import { probeColumn, type ProbeResult } from "../evaluate/probe.ts";
import type { Sample } from "../frames/sample.ts";
import type { LearnerSpec } from "../learn/learner-spec.ts";
import type { LabelTrack } from "../recording/recording.ts";
import type { Engine } from "../runtime/engine.ts";
import { supervisedR2 } from "./supervised-baseline.ts";

export interface ProbeLabelsOptions {
  readonly engine: Engine;
  readonly config: Config;
  readonly spec: LearnerSpec;
  readonly samples: readonly Sample[];
  readonly stampsNs: BigInt64Array;
  readonly features: Matrix;
  readonly baselines: Readonly<Record<string, Matrix>>;
  readonly fit: readonly number[];
  readonly test: readonly number[];
  /** Whether the same encoder is also trained end to end on the labels. */
  readonly hasSupervised: boolean;
  readonly hasFewLabels: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (sentence: string) => void;
}

/** Steps that the supervised baseline trains; more than it needs on a few thousand frames. */
const supervisedSteps = 400;
/** Draws of each number of few labels. */
const labelDraws = 5;
/** A label further from its frame than this is another frame's. */
const labelToleranceMs = 100;
/** Frames further apart show no motion between them. */
const maxMotionGapS = 0.5;

/**
 * Probes one label column: frozen features, baselines, few labels, and what the labels alone would
 * have taught the same encoder.
 *
 * @param isMotion whether the probe also sees how features changed since the frame before
 */
export async function probeLabels(
  track: LabelTrack,
  options: ProbeLabelsOptions & { readonly isMotion: boolean },
): Promise<ProbeResult> {
  const { config, samples, stampsNs, fit, test, hasFewLabels, onProgress } = options;
  onProgress(`probing ${track.name}`);
  const labels = alignLabels({ stampsNs, track, toleranceMs: labelToleranceMs });
  const seen = (matrix: Matrix): Matrix =>
    options.isMotion ? motionFeatures(matrix, { stampsNs, maxGapS: maxMotionGapS }) : matrix;
  const baselines = Object.entries(options.baselines).map(([name, m]) => [name, seen(m)] as const);
  const result = probeColumn({
    features: seen(options.features),
    baselines: Object.fromEntries(baselines),
    labels,
    fit,
    test,
    stampsNs,
    seed: config.seed,
    labelDraws: hasFewLabels ? labelDraws : undefined,
  });
  // An encoder of single frames cannot be taught what only shows between two.
  if (!options.hasSupervised || options.isMotion || result.r2 === undefined) return result;

  const train = (rows: readonly number[]): Promise<number | undefined> => {
    onProgress(`training on ${rows.length} labels of ${track.name}, to compare`);
    const { engine, spec, signal } = options;
    const { augment, threads } = config.learn;
    return supervisedR2({
      ...{ engine, spec, augment, samples, labels, fit: rows, test },
      ...{ seed: config.seed, threads, steps: supervisedSteps, signal },
    });
  };
  const labelled = fit.filter((row) => Number.isFinite(labels[row]));
  const supervised = await train(labelled);
  const fewLabels = [];
  for (const score of result.fewLabels ?? []) {
    const rows = drawLabels(labelled, { count: score.labels, draw: 0, seed: config.seed });
    fewLabels.push({ ...score, supervised: await train(rows) });
  }
  return {
    ...result,
    baselines: { ...result.baselines, ...(supervised !== undefined && { supervised }) },
    ...(result.fewLabels && { fewLabels }),
  };
}
