import type { Random } from "../../core/random.ts";
import type { HostTensor } from "../../runtime/engine.ts";
import { modelChannels } from "../model-input.ts";
import {
  drawErased,
  drawPhotometry,
  drawShift,
  noPhotometry,
  noShift,
  type AugmentOptions,
  type Rectangle,
} from "./augment.ts";
import type { Clip } from "./clip.ts";
import { inputSize, writeInput } from "./write-input.ts";

/** The clip inputs of a step: three frames, [B, H, W, 3] each, and the horizons, [B]. */
export interface ClipBatch {
  readonly previous: HostTensor;
  readonly current: HostTensor;
  readonly next: HostTensor;
  /** Seconds from `current` to `next`. */
  readonly horizonS: HostTensor;
}

/**
 * Turns clips into a step's inputs. The frames of a clip share one shift, so that motion stays what
 * it was; `previous` has its own photometry and a part blanked, so that neither colour nor one detail
 * finds the positive; `current` and `next` share theirs, so that what changes between them is the
 * world.
 *
 * @param augment absent = as they are
 * @param buffers three float32 arrays of the right size to write into, e.g. recycled ones
 */
export function assembleBatch(
  clips: readonly Clip[],
  random: Random,
  augment: AugmentOptions | undefined,
  buffers?: readonly Float32Array[],
): ClipBatch {
  const { height, width } = clips[0]!.current.layout;
  const size = inputSize(clips[0]!.current);
  const total = clips.length * size;
  const [previous, current, next] = [0, 1, 2].map((i) => {
    const given = buffers?.[i];
    return given?.length === total ? given : new Float32Array(total);
  }) as [Float32Array, Float32Array, Float32Array];

  clips.forEach((clip, i) => {
    const shift = augment ? drawShift(augment, random) : noShift;
    const earlier = augment ? drawPhotometry(augment, random) : noPhotometry;
    const later = augment ? drawPhotometry(augment, random) : noPhotometry;
    writeInput(clip.previous, earlier, shift, previous, i * size);
    if (augment) erase(previous, i * size, width, drawErased(augment, { height, width }, random));
    writeInput(clip.current, later, shift, current, i * size);
    writeInput(clip.next, later, shift, next, i * size);
  });
  const shape = [clips.length, height, width, modelChannels];
  const tensor = (data: Float32Array): HostTensor => ({ dtype: "float32", shape, data });
  const horizonS = Float32Array.from(
    clips,
    (clip) => Number(clip.next.stampNs - clip.current.stampNs) / 1e9,
  );
  return {
    previous: tensor(previous),
    current: tensor(current),
    next: tensor(next),
    horizonS: { dtype: "float32", shape: [clips.length], data: horizonS },
  };
}

/** Blanks a rectangle of one [H, W, 3] input: 0 is the middle of the normalised range. */
function erase(
  out: Float32Array,
  offset: number,
  width: number,
  { top, left, rows, columns }: Rectangle,
): void {
  for (let y = top; y < top + rows; y++) {
    const start = offset + (y * width + left) * modelChannels;
    out.fill(0, start, start + columns * modelChannels);
  }
}
