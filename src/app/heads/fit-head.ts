import { fail } from "../../core/errors.ts";
import { selectRows } from "../../core/matrix.ts";
import { alignLabels } from "../../evaluate/align-labels.ts";
import { drawLabels } from "../../evaluate/few-labels.ts";
import { fitAndTestRows, type Split } from "../../evaluate/splits.ts";
import { requireHeadName } from "../../heads/head-folder.ts";
import { headFormat, type HeadScore } from "../../heads/head-schema.ts";
import { writeHead } from "../../heads/head-store.ts";
import { fewestLabels } from "../../heads/kinds/head-kind.ts";
import { headKinds } from "../../heads/kinds/index.ts";
import { scoreHead } from "../../heads/score-head.ts";
import { labelTrack } from "../label-track.ts";
import { openFrozen, type FrozenOptions } from "../open-frozen.ts";
import { compareHeads, type HeadComparison } from "./compare-heads.ts";

export interface FitHeadOptions extends FrozenOptions {
  readonly column: string;
  /** Absent = the column's name, as far as it can be one. */
  readonly name?: string | undefined;
  readonly kind: string;
  /** How many labels are drawn from the fit range; absent = all of them. */
  readonly labels?: number | undefined;
  readonly fit: Split;
  readonly test: Split;
  readonly seed: number;
  /** Draws of the labels that the head is compared on with others; absent = no comparison. */
  readonly draws?: number | undefined;
}

export interface FitHeadResult {
  readonly name: string;
  readonly sensor: string;
  readonly column: string;
  readonly kind: string;
  readonly labels: number;
  readonly lambda?: number | undefined;
  readonly crossValidated?: number | undefined;
  readonly score: HeadScore;
  readonly modelVersion: string;
  readonly contractVersion?: number | undefined;
  readonly path: string;
  readonly comparison?: HeadComparison | undefined;
}

/** A label further from its frame than this is another frame's. */
const labelToleranceMs = 100;
/** Frames nearer to the test range than this leak into it. */
const guardS = 2;

/**
 * Fits a head on a checkpoint's frozen features, scores it on frames that it was not fitted on, and writes
 * it beside the checkpoint.
 *
 * @throws AppError RECORDING_…, CHECKPOINT_…, LABEL_UNKNOWN, HEAD_…, OPTION_INVALID, REGISTRY_UNKNOWN
 */
export async function fitHead(options: FitHeadOptions): Promise<FitHeadResult> {
  const { checkpoint, sensor, column, seed } = options;
  const kind = headKinds.get(options.kind);
  const name = options.name ?? column.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 64);
  requireHeadName(name);
  const frozen = await openFrozen(options);
  try {
    const { config, samples, stampsNs, binding, recording, goOn } = frozen;
    const track = labelTrack(recording, column);
    const labels = alignLabels({ stampsNs, track, toleranceMs: labelToleranceMs });
    const ranges = fitAndTestRows({ fit: options.fit, test: options.test, stampsNs, guardS });
    const hasLabel = (row: number): boolean => Number.isFinite(labels[row]);
    const fit = ranges.fit.filter(hasLabel);
    const test = ranges.test.filter(hasLabel);
    const count = options.labels ?? fit.length;
    if (count < fewestLabels || count > fit.length) {
      const problem = `'${column}' has ${fit.length} in the range to fit on; at least ${fewestLabels} are needed`;
      fail("HEAD_LABELS_INVALID", `${problem}, ${count} are asked for`);
    }
    goOn("encoding");
    const features = await frozen.encode(samples);
    const rows = drawLabels(fit, { count, draw: 0, seed });
    const labelsOf = (wanted: readonly number[]): Float64Array =>
      Float64Array.from(wanted, (row) => labels[row]!);
    const fitting = {
      seed,
      engine: () => Promise.resolve(frozen.engine),
      threads: config.learn.threads,
    };
    goOn(`fitting ${name}`);
    const fitted = await kind.fit({
      ...fitting,
      features: selectRows(features, rows),
      labels: labelsOf(rows),
    });
    const score = scoreHead({
      model: fitted.model,
      features: selectRows(features, test),
      labels: labelsOf(test),
      stampsNs: BigInt64Array.from(test, (row) => stampsNs[row]!),
      fitLabels: labelsOf(rows),
      seed,
    });
    const { model, lambda, crossValidated } = fitted;
    const described = { name, sensor, column, kind: kind.name, labels: count, ...binding };
    const kept = { samples: rows.map((row) => samples[row]!), labels: labelsOf(rows) };
    const path = await writeHead(
      checkpoint,
      { format: headFormat, ...described, seed, lambda, crossValidated, score, model },
      kept,
    );
    const comparison =
      options.draws === undefined
        ? undefined
        : await compareHeads({
            ...{ frozen, kind, features, labels, fit, test, count, fitting },
            draws: options.draws,
            signal: options.signal,
          });
    return { ...described, lambda, crossValidated, score, path, comparison };
  } finally {
    await frozen.close();
  }
}
