import { randomFor } from "../core/random.ts";
import { drawBatch, type DrawBatchOptions } from "./batch/draw-batch.ts";
import { rowsOf } from "./clip-embeddings.ts";
import type { Segment } from "./memory/segment.ts";
import type { Trainer } from "./trainer.ts";

/** What the present encoder makes of frames before it trains on them. */
export interface NewFrameScore {
  readonly step: number;
  /** Clips that were looked at. */
  readonly clips: number;
  /** Mean error of the predicted next frame, and of repeating the last; absent where nothing is predicted. */
  readonly nextFrame?: { readonly error: number; readonly copyLast: number };
  /** Mean published vector. */
  readonly feature: Float32Array;
}

/** Fewer clips say more about chance than about the stream. */
const fewestFrames = 10;

/** One look at clips of frames that were not trained on; undefined while there are too few. */
export async function scoreNewFrames(options: {
  readonly trainer: Trainer;
  readonly untested: readonly Segment[];
  readonly batch: number;
  readonly seed: number;
  readonly draw: DrawBatchOptions;
}): Promise<NewFrameScore | undefined> {
  const { trainer, untested, batch, seed } = options;
  const frames = untested.reduce((sum, { samples }) => sum + samples.length, 0);
  if (frames < fewestFrames) return undefined;
  // New frames lie close together: a gap between clips would leave none.
  const draw = {
    ...options.draw,
    batch: Math.min(batch, Math.floor(frames / 2)),
    minimumGapMs: 0,
    freshFraction: 0,
  };
  const clips = drawBatch(untested, draw, randomFor(seed, "prequential", trainer.step));
  if (!clips) return undefined;
  const looked = await trainer.look(clips);
  const rows = rowsOf(looked["features"]!).slice(0, clips.length);
  const feature = new Float32Array(rows[0]!.length);
  for (const row of rows) row.forEach((value, i) => (feature[i]! += value / rows.length));
  const error = looked["next-frame/error"]?.data[0];
  const copyLast = looked["next-frame/copyLast"]?.data[0];
  return {
    step: trainer.step,
    clips: clips.length,
    feature,
    ...(error !== undefined &&
      copyLast !== undefined && {
        nextFrame: { error: Number(error), copyLast: Number(copyLast) },
      }),
  };
}
