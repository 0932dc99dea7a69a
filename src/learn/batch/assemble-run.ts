import type { Random } from "../../core/random.ts";
import type { HostTensor } from "../../runtime/engine.ts";
import { assembleBatch, type ClipBatch } from "./assemble-batch.ts";
import type { AugmentOptions } from "./augment.ts";
import type { Clip } from "./clip.ts";
import { inputSize } from "./write-input.ts";

/**
 * The inputs of a run that does several steps: each step's batch as `assembleBatch` makes it, one after
 * the other, [K, B, …]. A run of one step has its batch alone, [B, …].
 *
 * @param steps clips and random numbers of each step
 * @param augment absent = as they are
 * @param buffers three float32 arrays of the right size to write into, e.g. recycled ones
 */
export function assembleRun(
  steps: readonly { readonly clips: readonly Clip[]; readonly random: Random }[],
  augment: AugmentOptions | undefined,
  buffers?: readonly Float32Array[],
): ClipBatch {
  const [first] = steps;
  if (first && steps.length === 1) {
    return assembleBatch(first.clips, first.random, augment, buffers);
  }
  const size = first!.clips.length * inputSize(first!.clips[0]!.current);
  const total = steps.length * size;
  const [previous, current, next] = [0, 1, 2].map((i) => {
    const given = buffers?.[i];
    return given?.length === total ? given : new Float32Array(total);
  }) as [Float32Array, Float32Array, Float32Array];
  const batches = steps.map(({ clips, random }, step) => {
    const own = [previous, current, next].map((data) =>
      data.subarray(step * size, (step + 1) * size),
    );
    return assembleBatch(clips, random, augment, own);
  });
  const stacked = ({ shape }: HostTensor, data: Float32Array): HostTensor => ({
    dtype: "float32",
    shape: [steps.length, ...shape],
    data,
  });
  const [one] = batches as [ClipBatch];
  const horizons = batches.flatMap(({ horizonS }) => [...(horizonS.data as Float32Array)]);
  return {
    previous: stacked(one.previous, previous),
    current: stacked(one.current, current),
    next: stacked(one.next, next),
    horizonS: stacked(one.horizonS, Float32Array.from(horizons)),
  };
}
