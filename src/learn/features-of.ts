import { zeros, type Matrix } from "../core/matrix.ts";
import type { Sample } from "../frames/sample.ts";
import type { Trainer } from "./trainer.ts";

/** The published vectors of single frames by a trainer's present encoder, under no contract: [n, D], n ≥ 1. */
export async function featuresOf(
  samples: readonly Sample[],
  options: { readonly trainer: Pick<Trainer, "look">; readonly batch: number },
): Promise<Matrix> {
  const { trainer, batch } = options;
  let rows: Matrix | undefined;
  for (let start = 0; start < samples.length; start += batch) {
    const part = samples.slice(start, start + batch);
    // A clip in which nothing moves: the features are the current frame's alone.
    const still = part.map((sample) => ({ previous: sample, current: sample, next: sample }));
    const { features } = await trainer.look(still);
    const columns = features!.shape[1]!;
    rows ??= zeros(samples.length, columns);
    const own = (features!.data as Float32Array).subarray(0, part.length * columns);
    rows.data.set(own, start * columns);
  }
  return rows ?? zeros(0, 0);
}
