import { matrixFromRows, type Matrix } from "../core/matrix.ts";
import { randomFor } from "../core/random.ts";
import type { HostTensor } from "../runtime/engine.ts";
import { drawBatch, type DrawBatchOptions } from "./batch/draw-batch.ts";
import type { Clip } from "./batch/clip.ts";
import { featureStd } from "./health/feature-std.ts";
import { healthGate, type HealthThresholds, type HealthVerdict } from "./health/health-gate.ts";
import { rankMe } from "./health/rank-me.ts";
import { slowFastRatio } from "./health/slow-fast-ratio.ts";
import type { Segment } from "./memory/segment.ts";
import type { Trainer } from "./trainer.ts";

/** What an examination of the present encoder found. Absent = could not be measured yet. */
export interface Assessment {
  readonly step: number;
  /** Of the published features, over clips apart in time. */
  readonly rankMe?: number | undefined;
  readonly dim: number;
  readonly std?: number | undefined;
  readonly slowFast?: number | undefined;
  readonly samples: number;
  /** Mean error of the predicted next frame and of repeating the last one, on frames never trained on. */
  readonly nextFrame?: {
    readonly error: number;
    readonly copyLast: number;
    readonly skill: number;
  };
  readonly verdict: HealthVerdict;
}

export interface AssessOptions {
  readonly trainer: Trainer;
  readonly batch: number;
  readonly seed: number;
  readonly draw: DrawBatchOptions;
  readonly thresholds: HealthThresholds;
  /** Batches drawn from the memory for the features' statistics. */
  readonly batches: number;
  readonly memory: readonly Segment[];
  readonly heldOut: readonly Segment[];
}

/**
 * Examines the encoder without a label: rank, std and slow/fast ratio of its features over clips
 * that lie apart in the memory; next-frame skill over clips that were held out.
 *
 * Undefined while the memory is too young for one batch.
 */
export async function assess(options: AssessOptions): Promise<Assessment | undefined> {
  const { trainer, batch, seed, draw, thresholds } = options;
  const random = randomFor(seed, "assess", trainer.step);
  const anywhere = { ...draw, batch, freshFraction: 0 };

  const features: Float32Array[] = [];
  const pairs: { readonly stampNs: bigint; readonly row: Float32Array }[] = [];
  for (let i = 0; i < options.batches; i++) {
    const clips = drawBatch(options.memory, anywhere, random);
    if (!clips) break;
    const looked = await trainer.look(clips);
    features.push(...rowsOf(looked["features"]!));
    if (i === 0) pairs.push(...pairedRows(clips, looked));
  }
  if (features.length === 0) return undefined;
  const matrix = matrixFromRows(features);

  const heldOutFrames = options.heldOut.reduce((sum, { samples }) => sum + samples.length, 0);
  const heldOut = drawBatch(
    options.heldOut,
    { ...anywhere, batch: Math.min(batch, Math.floor(heldOutFrames / 2)), minimumGapMs: 200 },
    random,
  );
  const nextFrame =
    heldOut && heldOut.length > 0 ? nextFrameOf(await trainer.look(heldOut)) : undefined;

  const readings = {
    dim: matrix.columns,
    samples: matrix.rows,
    rankMe: rankMe(matrix),
    std: featureStd(matrix),
    slowFast: slowFastOf(pairs),
  };
  const verdict = healthGate({ ...readings, skill: nextFrame?.skill }, thresholds);
  return { step: trainer.step, ...readings, ...(nextFrame ? { nextFrame } : {}), verdict };
}

function rowsOf(tensor: HostTensor): Float32Array[] {
  const [rows, columns] = tensor.shape as [number, number];
  const data = tensor.data as Float32Array;
  return Array.from({ length: rows }, (_, r) => data.slice(r * columns, (r + 1) * columns));
}

/** Both frames' embeddings of each clip, where an objective publishes them. */
function pairedRows(
  clips: readonly Clip[],
  looked: Readonly<Record<string, HostTensor>>,
): { readonly stampNs: bigint; readonly row: Float32Array }[] {
  const find = (suffix: string): Float32Array[] => {
    const name = Object.keys(looked).find((n) => n.endsWith(suffix));
    return name === undefined ? [] : rowsOf(looked[name]!);
  };
  const current = find("/embedding");
  const previous = find("/previousEmbedding");
  return clips.flatMap((clip, i) =>
    current[i] && previous[i]
      ? [
          { stampNs: clip.previous.stampNs, row: previous[i] },
          { stampNs: clip.current.stampNs, row: current[i] },
        ]
      : [],
  );
}

function slowFastOf(
  pairs: readonly { readonly stampNs: bigint; readonly row: Float32Array }[],
): number | undefined {
  if (pairs.length === 0) return undefined;
  const sorted = [...pairs].sort((a, b) => (a.stampNs < b.stampNs ? -1 : 1));
  const features: Matrix = matrixFromRows(sorted.map((p) => p.row));
  return slowFastRatio({ features, stampsNs: BigInt64Array.from(sorted, (p) => p.stampNs) });
}

function nextFrameOf(
  looked: Readonly<Record<string, HostTensor>>,
): Assessment["nextFrame"] | undefined {
  const error = looked["next-frame/error"]?.data[0];
  const copyLast = looked["next-frame/copyLast"]?.data[0];
  if (error === undefined || copyLast === undefined || Number(copyLast) === 0) return undefined;
  return {
    error: Number(error),
    copyLast: Number(copyLast),
    skill: 1 - Number(error) / Number(copyLast),
  };
}
