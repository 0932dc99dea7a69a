import { randomFor } from "../../../core/random.ts";
import type { Segment } from "../segment.ts";
import type { EvictionPolicy } from "./eviction-policy.ts";

/** More are not compared with each other at once: a thousand would cost 30 ms an eviction. */
const mostCompared = 512;

/**
 * Of the two that are most alike, the older goes: argmax_i max_j sim(i, j) over the features that
 * the learner noted. Only what was seen by the learner can go; the oldest does where fewer than two were.
 *
 * A stretch's feature is that of its clips: normalize(z + z′) of a forward pass, averaged with γ = 0.5
 * each time (`noteFeature`).
 * @see Purushwalkam et al. 2022, arXiv:2203.12710, section 4.2
 */
export const minimumRedundancy: EvictionPolicy = {
  name: "minimum-redundancy",
  comparesFeatures: true,
  choose: (candidates, { seed, evictions }) => {
    const seen = [...candidates.keys()].filter((i) => candidates[i]!.feature !== undefined);
    const compared = someOf(seen, randomFor(seed, "evict", evictions));
    let worst = 0;
    let most = -Infinity;
    // The first of a pair is the older one: stretches come oldest first.
    for (let a = 0; a < compared.length; a++) {
      for (let b = a + 1; b < compared.length; b++) {
        const alike = similarity(candidates[compared[a]!]!, candidates[compared[b]!]!);
        if (alike <= most) continue;
        most = alike;
        worst = compared[a]!;
      }
    }
    return worst;
  },
};

/** A random run of them, so that each pair of neighbours is compared at some time. */
function someOf(seen: readonly number[], random: { integer(end: number): number }) {
  if (seen.length <= mostCompared) return seen;
  const start = random.integer(seen.length - mostCompared + 1);
  return seen.slice(start, start + mostCompared);
}

function similarity(a: Segment, b: Segment): number {
  let sum = 0;
  for (let i = 0; i < a.feature!.length; i++) sum += a.feature![i]! * b.feature![i]!;
  return sum;
}
