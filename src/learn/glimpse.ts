import type { Random } from "../core/random.ts";
import type { Picture } from "../frames/picture.ts";
import { samplePicture } from "../frames/sample-picture.ts";
import type { HostTensor } from "../runtime/engine.ts";
import type { Clip } from "./batch/clip.ts";
import { drawClip, type ClipTiming } from "./batch/draw-clip.ts";
import type { Segment } from "./memory/segment.ts";
import { unitOf } from "./model-input.ts";
import { tensorPicture } from "./tensor-picture.ts";
import type { Trainer } from "./trainer.ts";

/** What a learner has in mind, for people to look at. */
export interface Glimpse {
  /** Absent where nothing is predicted, or while there is no clip yet. */
  readonly foreseen?: Foreseen | undefined;
  /** Frames of the memory, evenly apart, oldest first. */
  readonly remembered: readonly { readonly stampNs: bigint; readonly picture: Picture }[];
}

/** A prediction beside what came, at the resolution that is predicted. */
interface Foreseen {
  readonly horizonMs: number;
  /** Of the frame that came. */
  readonly stampNs: bigint;
  readonly last: Picture;
  readonly predicted: Picture;
  readonly came: Picture;
  /** |predicted − came|, mean over the colours: 255 is a quarter of the scale or more. One channel. */
  readonly error: Picture;
}

/** How far back the newest clip is looked for. */
const stretchesTried = 4;

/** Looks at the newest clip with the present weights, and into the memory. Changes nothing. */
export async function glimpse(options: {
  readonly trainer: Pick<Trainer, "look">;
  readonly segments: readonly Segment[];
  readonly timing: ClipTiming;
  readonly random: Random;
  /** Most remembered frames. */
  readonly remembered: number;
}): Promise<Glimpse> {
  const { trainer, segments, timing, random } = options;
  const samples = segments.flatMap((segment) => segment.samples);
  const count = Math.min(options.remembered, samples.length);
  // Copies, before anything is waited for: the memory gives its places away again.
  const remembered = Array.from({ length: count }, (_, i) => {
    const sample = samples[Math.floor(((i + 0.5) * samples.length) / count)]!;
    return { stampNs: sample.stampNs, picture: samplePicture(sample) };
  });
  const clip = newestClip(segments, timing, random);
  if (!clip) return { remembered };
  const stampNs = clip.next.stampNs;
  const horizonMs = Number(stampNs - clip.current.stampNs) / 1e6;
  const pictures = picturesOf(await trainer.look([clip]));
  return { remembered, ...(pictures && { foreseen: { horizonMs, stampNs, ...pictures } }) };
}

function newestClip(
  segments: readonly Segment[],
  timing: ClipTiming,
  random: Random,
): Clip | undefined {
  // The same way ahead each time where that can be had, so that one picture compares with the next.
  const horizonMs = timing.maxHorizonMs;
  const fixed = { ...timing, minHorizonMs: horizonMs };
  let shorter: Clip | undefined;
  for (const segment of segments.slice(-stretchesTried).reverse()) {
    for (let i = segment.samples.length - 2; i > 0; i--) {
      const clip = drawClip(segment, i, fixed, random);
      if (!clip) continue;
      const aheadMs = Number(clip.next.stampNs - clip.current.stampNs) / 1e6;
      if (aheadMs >= 0.9 * horizonMs) return clip;
      shorter ??= clip;
    }
  }
  return shorter;
}

function picturesOf(
  looked: Readonly<Record<string, HostTensor>>,
): Pick<Foreseen, "last" | "predicted" | "came" | "error"> | undefined {
  const [last, predicted, came, weight] = ["last", "predicted", "following", "weight"].map(
    (name) => looked[`next-frame/${name}`],
  );
  if (!last || !predicted || !came) return undefined;
  const [, height, width, channels] = last.shape as [number, number, number, 1 | 3];
  const cells = height * width;
  // A camera has none: each of its cells counts.
  const weights = weight?.data as Float32Array | undefined;
  const counts = (cell: number): boolean => weights === undefined || weights[cell]! > 0;
  const picture = (tensor: HostTensor): Picture => tensorPicture(tensor, weight);
  const [guess, truth] = [predicted.data as Float32Array, came.data as Float32Array];
  const error = Uint8Array.from({ length: cells }, (_, cell) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      const i = cell * channels + c;
      sum += Math.abs(unitOf(guess[i]!) - unitOf(truth[i]!));
    }
    return counts(cell) ? Math.min(255, Math.round((4 * 255 * sum) / channels)) : 0;
  });
  return {
    last: picture(last),
    predicted: picture(predicted),
    came: picture(came),
    error: { height, width, channels: 1, pixels: error },
  };
}
