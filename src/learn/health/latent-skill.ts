import { cosine, type EmbeddedPair } from "./embedded-pairs.ts";

/**
 * How much nearer to each other the embeddings of one clip are than those of different clips:
 * 1 − mean‖z − z′‖² / mean‖z_i − z′_j‖², i ≠ j, on vectors of length 1.
 *
 * 0: what an embedding says does not last until the other frame. Nearly 1: nothing changes between
 * the two, as it is when all that is left is where one drives. Absent with fewer than two pairs, or
 * when all embeddings are the same.
 */
export function latentSkill(pairs: readonly EmbeddedPair[]): number | undefined {
  let own = 0;
  let others = 0;
  for (const [i, { previous }] of pairs.entries()) {
    for (const [j, { current }] of pairs.entries()) {
      // ‖a − b‖² = 2 − 2 cos of unit vectors.
      const distance = 2 - 2 * cosine(previous, current);
      if (i === j) own += distance;
      else others += distance;
    }
  }
  const n = pairs.length;
  const skill = 1 - own / n / (others / (n * (n - 1)));
  return n < 2 || !Number.isFinite(skill) ? undefined : skill;
}
