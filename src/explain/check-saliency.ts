import { randomFor } from "../core/random.ts";
import type { Sample } from "../frames/sample.ts";
import { markedTenth, tenthOf } from "./patches.ts";
import type { Saliency } from "./saliency.ts";

/** Whether what is marked matters: what covering it does to the answer, and what covering as much at random does. */
export interface SaliencyCheck {
  readonly frames: number;
  /** Mean change of the answer, in its unit. */
  readonly marked: number;
  readonly random: number;
  readonly ratio: number;
  /** Part of the frames in which the marked tenth changed more than the mean random one. */
  readonly won: number;
}

/** Random tenths a frame. */
const draws = 5;

/** Covers the tenth of the patches that the gradients mark, and random tenths, in every frame. */
export async function checkSaliency(
  saliency: Saliency,
  samples: readonly Sample[],
  options: { readonly seed: number; readonly onFrame?: ((done: number) => void) | undefined },
): Promise<SaliencyCheck> {
  let marked = 0;
  let random = 0;
  let won = 0;
  for (const [i, sample] of samples.entries()) {
    const { patches, answer } = await saliency.attribute(sample);
    const generator = randomFor(options.seed, "check-saliency", i);
    const sets = Array.from({ length: draws }, () => {
      const set = new Set<number>();
      while (set.size < tenthOf(patches.length)) set.add(generator.integer(patches.length));
      return set;
    });
    const [own, ...others] = await saliency.cover(sample, [markedTenth(patches), ...sets]);
    const change = Math.abs(answer - own!);
    const chance = others.reduce((sum, other) => sum + Math.abs(answer - other), 0) / draws;
    marked += change / samples.length;
    random += chance / samples.length;
    won += change > chance ? 1 / samples.length : 0;
    options.onFrame?.(i + 1);
  }
  return { frames: samples.length, marked, random, ratio: marked / random, won };
}
