import { cosine, type EmbeddedPair } from "./embedded-pairs.ts";

/** How often a moment finds the one a gap later among others. */
export interface TemporalRecall {
  /** In [0, 1]. */
  readonly recallAt1: number;
  readonly queries: number;
}

/** Below this one lucky hit moves the score by more than a tenth. */
const fewestQueries = 10;
const secondNs = 1e9;

/**
 * Recall@1 of each pair's later frame, by cosine, among the later frames of pairs at least
 * `distractorS` away. A tie is a miss: collapsed embeddings score 0. Absent with fewer than ten
 * queries that have a distractor.
 */
export function temporalRecall(
  pairs: readonly EmbeddedPair[],
  options: { readonly distractorS: number },
): TemporalRecall | undefined {
  const farNs = options.distractorS * secondNs;
  let hits = 0;
  let queries = 0;
  for (const query of pairs) {
    const distractors = pairs.filter(
      ({ currentNs }) => Math.abs(Number(currentNs - query.currentNs)) >= farNs,
    );
    if (distractors.length === 0) continue;
    const right = cosine(query.previous, query.current);
    queries += 1;
    if (distractors.every(({ current }) => cosine(query.previous, current) < right)) hits += 1;
  }
  return queries < fewestQueries ? undefined : { recallAt1: hits / queries, queries };
}
