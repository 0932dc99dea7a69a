import type { Random } from "../core/random.ts";
import { matrixFromRows } from "../core/matrix.ts";
import { randomFor } from "../core/random.ts";
import type { HostTensor } from "../runtime/engine.ts";
import { drawBatch, type DrawBatchOptions } from "./batch/draw-batch.ts";
import type { Clip } from "./batch/clip.ts";
import { clipEmbeddings, rowsOf } from "./clip-embeddings.ts";
import { momentsOf, type EmbeddedPair } from "./health/embedded-pairs.ts";
import { featureStd } from "./health/feature-std.ts";
import { healthGate, type HealthThresholds, type HealthVerdict } from "./health/health-gate.ts";
import { latentSkill } from "./health/latent-skill.ts";
import { rankMe } from "./health/rank-me.ts";
import { sigReg } from "./health/sigreg.ts";
import { slowFastRatio } from "./health/slow-fast-ratio.ts";
import { temporalRecall } from "./health/temporal-recall.ts";
import type { Segment } from "./memory/segment.ts";
import type { Trainer } from "./trainer.ts";

/** What an examination of the present encoder found. Absent = could not be measured yet. */
export interface Assessment {
  readonly step: number;
  /** Of the published features, over clips apart in time. */
  readonly rankMe?: number | undefined;
  readonly dim: number;
  readonly std?: number | undefined;
  readonly samples: number;
  /** Of an objective's embeddings, which are what a collapse shows in first. */
  readonly embedding?: EmbeddingReadings | undefined;
  readonly slowFast?: number | undefined;
  /** Finding the moment a gap later, on held-out frames. */
  readonly recallAt1?: number | undefined;
  readonly recallQueries?: number | undefined;
  /** Mean error of the predicted next frame and of repeating the last one, on frames never trained on. */
  readonly nextFrame?: {
    readonly error: number;
    readonly copyLast: number;
    readonly skill: number;
  };
  readonly verdict: HealthVerdict;
}

interface EmbeddingReadings {
  readonly dim: number;
  readonly rankMe?: number | undefined;
  readonly std?: number | undefined;
  /** Over what chance gives an isotropic normal; columns standardised. */
  readonly sigReg?: number | undefined;
  readonly latentSkill?: number | undefined;
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
  /** Best recallAt1 of the examinations before; absent = there was none. */
  readonly bestRecallAt1?: number | undefined;
}

/** Looks at held-out clips: two batches are some fifty queries. */
const heldOutBatches = 2;
/** A distractor is at least this far from the query. */
const distractorS = 5;
/** A held-out clip is this far from the others of its batch: held-out stretches are short. */
const heldOutGapMs = 200;

/**
 * Examines the encoder without a label: rank, std and slow/fast ratio of its features over clips
 * that lie apart in the memory; next-frame skill and temporal retrieval over clips that were held out.
 *
 * Undefined while the memory is too young for one batch.
 */
export async function assess(options: AssessOptions): Promise<Assessment | undefined> {
  const { trainer, batch, seed, draw, thresholds, bestRecallAt1 } = options;
  const random = randomFor(seed, "assess", trainer.step);
  const anywhere = { ...draw, batch, freshFraction: 0 };
  const look = lookAt(trainer, random);

  const seen = await look(options.memory, anywhere, options.batches);
  if (seen.features.length === 0) return undefined;
  const matrix = matrixFromRows(seen.features);

  const heldOutFrames = options.heldOut.reduce((sum, { samples }) => sum + samples.length, 0);
  const heldOut = await look(
    options.heldOut,
    {
      ...anywhere,
      batch: Math.min(batch, Math.floor(heldOutFrames / 2)),
      minimumGapMs: heldOutGapMs,
    },
    heldOutBatches,
  );
  const nextFrame = nextFrameOf(heldOut.errors);
  const recall = temporalRecall(heldOut.pairs, { distractorS });
  const embedding = embeddingReadings(seen.pairs);
  const readings = {
    dim: matrix.columns,
    samples: matrix.rows,
    rankMe: rankMe(matrix),
    std: featureStd(matrix),
    slowFast: seen.pairs.length === 0 ? undefined : slowFastRatio(momentsOf(seen.pairs)),
    ...(embedding && { embedding }),
    recallAt1: recall?.recallAt1,
    recallQueries: recall?.queries,
  };
  const verdict = healthGate({ ...readings, skill: nextFrame?.skill, bestRecallAt1 }, thresholds);
  return { step: trainer.step, ...readings, ...(nextFrame ? { nextFrame } : {}), verdict };
}

interface Seen {
  readonly features: readonly Float32Array[];
  readonly pairs: readonly EmbeddedPair[];
  readonly errors: readonly { readonly error: number; readonly copyLast: number }[];
}

/** Draws and looks, at most `batches` times, as often as clips can be had. */
function lookAt(trainer: Trainer, random: Random) {
  return async (
    segments: readonly Segment[],
    draw: DrawBatchOptions,
    batches: number,
  ): Promise<Seen> => {
    const features: Float32Array[] = [];
    const pairs: EmbeddedPair[] = [];
    const errors: { error: number; copyLast: number }[] = [];
    for (let i = 0; i < batches; i++) {
      const clips = drawBatch(segments, draw, random);
      if (!clips) break;
      const looked = await trainer.look(clips);
      features.push(...rowsOf(looked["features"]!).slice(0, clips.length));
      pairs.push(...pairsOf(clips, looked));
      const error = looked["next-frame/error"]?.data[0];
      const copyLast = looked["next-frame/copyLast"]?.data[0];
      if (error !== undefined && copyLast !== undefined) {
        errors.push({ error: Number(error), copyLast: Number(copyLast) });
      }
    }
    return { features, pairs, errors };
  };
}

function pairsOf(
  clips: readonly Clip[],
  looked: Readonly<Record<string, HostTensor>>,
): readonly EmbeddedPair[] {
  const { previous, current } = clipEmbeddings(looked, clips.length);
  return current.map((row, i) => ({
    previousNs: clips[i]!.previous.stampNs,
    currentNs: clips[i]!.current.stampNs,
    previous: previous[i]!,
    current: row,
  }));
}

function embeddingReadings(pairs: readonly EmbeddedPair[]): EmbeddingReadings | undefined {
  if (pairs.length === 0) return undefined;
  const matrix = matrixFromRows(pairs.map(({ current }) => current));
  return {
    dim: matrix.columns,
    rankMe: rankMe(matrix),
    std: featureStd(matrix),
    sigReg: sigReg(matrix, { isStandardised: true }),
    latentSkill: latentSkill(pairs),
  };
}

function nextFrameOf(errors: Seen["errors"]): Assessment["nextFrame"] | undefined {
  const sum = (pick: (one: Seen["errors"][number]) => number): number =>
    errors.reduce((total, one) => total + pick(one), 0) / errors.length;
  const error = sum((one) => one.error);
  const copyLast = sum((one) => one.copyLast);
  return copyLast > 0 ? { error, copyLast, skill: 1 - error / copyLast } : undefined;
}
