import { randomFor } from "../core/random.ts";
import { createNextFrameAccumulator, type NextFrameScore } from "../evaluate/next-frame-skill.ts";
import type { Sample } from "../frames/sample.ts";
import type { Clip } from "../learn/batch/clip.ts";
import { drawClip, type ClipTiming } from "../learn/batch/draw-clip.ts";
import type { Trainer } from "../learn/trainer.ts";

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
}): Promise<NextFrameScore | undefined> {
  const { trainer, samples, timing, batch, seed } = options;
  const random = randomFor(seed, "next-frame-score");
  const segment = { samples: [...samples], bytes: 0 };
  const clips: Clip[] = [];
  for (let i = 0; i < samples.length; i++) {
    const clip = drawClip(segment, i, timing, random);
    if (clip) clips.push(clip);
  }
  const scores = createNextFrameAccumulator();
  for (let start = 0; start < clips.length; start += batch) {
    const part = clips.slice(start, start + batch);
    const looked = await trainer.look(part);
    const error = looked["next-frame/error"]?.data[0];
    const copyLast = looked["next-frame/copyLast"]?.data[0];
    if (error === undefined || copyLast === undefined) return undefined;
    scores.add(Number(error), Number(copyLast), part.length);
  }
  return scores.score();
}
