import { randomFor } from "../core/random.ts";
import { createNextFrameAccumulator, type NextFrameScore } from "../evaluate/next-frame-skill.ts";
import type { LidarSamplerSpec } from "../decode/sampler-spec.ts";
import { thinEvenly } from "../evaluate/nearest.ts";
import type { Sample } from "../frames/sample.ts";
import type { Clip } from "../learn/batch/clip.ts";
import { drawClip, type ClipTiming } from "../learn/batch/draw-clip.ts";
import type { Trainer } from "../learn/trainer.ts";
import { createRangeForecasts, type RangeForecasts } from "./range-forecasts.ts";

/** Scans whose points are compared: each costs some milliseconds. */
const mostScans = 256;

/**
 * How well the next frame is predicted over every stretch of `samples`, one clip a frame.
 * Undefined when no clip fits, or when the model predicts no frames.
 */
export async function nextFrameScore(options: {
  readonly trainer: Pick<Trainer, "look">;
  readonly samples: readonly Sample[];
  readonly timing: ClipTiming;
  readonly batch: number;
  readonly seed: number;
  /** How the ranges of a lidar's samples are to be read. */
  readonly rangeImage?: LidarSamplerSpec["rangeImage"] | undefined;
}): Promise<NextFrameScore | undefined> {
  const { trainer, samples, timing, batch, seed, rangeImage } = options;
  const random = randomFor(seed, "next-frame-score");
  const segment = { samples: [...samples], bytes: 0 };
  const clips: Clip[] = [];
  for (let i = 0; i < samples.length; i++) {
    const clip = drawClip(segment, i, timing, random);
    if (clip) clips.push(clip);
  }
  const scores = createNextFrameAccumulator();
  let inMetres: RangeForecasts | undefined;
  const scored = new Set(thinEvenly(clips, mostScans));
  for (let start = 0; start < clips.length; start += batch) {
    const part = clips.slice(start, start + batch);
    const looked = await trainer.look(part);
    const error = looked["next-frame/error"]?.data[0];
    const copyLast = looked["next-frame/copyLast"]?.data[0];
    if (error === undefined || copyLast === undefined) return undefined;
    scores.add(Number(error), Number(copyLast), part.length);
    if (!rangeImage) continue;
    inMetres ??= createRangeForecasts(rangeImage, looked);
    inMetres.add(
      looked,
      [...part.keys()].filter((i) => scored.has(part[i]!)),
    );
  }
  const score = scores.score();
  const range = inMetres?.score();
  return score && { ...score, ...(range && { range }) };
}
