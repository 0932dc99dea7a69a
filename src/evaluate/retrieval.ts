import type { Matrix } from "../core/matrix.ts";
import { comparable, similarity, thinEvenly } from "./nearest.ts";

/** How often the first hit was right. */
export interface RetrievalScore {
  /** In [0, 1]; absent when there were fewer than `minQueries` queries. */
  readonly recallAt1?: number | undefined;
  readonly queries: number;
  /** What guessing would score. */
  readonly chance?: number | undefined;
  /** Why recallAt1 is absent. */
  readonly reason?: string | undefined;
}

/** Below this one lucky hit moves the score by more than a tenth. */
const minQueries = 10;
const secondNs = 1e9;

/**
 * Temporal retrieval: does x(t) find x(t + gapS) among moments that lie at least `distractorS`
 * away? Queries are at least `spacingS` apart, so that the score is not one moment counted often.
 *
 * A tie counts as a miss: collapsed features, which resemble everything alike, score 0.
 *
 * Shapes: features [n, d], finite; stampsNs [n], ascending.
 */
export function temporalRetrieval(options: {
  readonly features: Matrix;
  readonly stampsNs: BigInt64Array;
  /** Default 1 s. */
  readonly gapS?: number;
  /** How far from t + gapS the answer may lie; default a quarter of the gap. */
  readonly toleranceS?: number;
  /** Default 5 s. */
  readonly distractorS?: number;
  /** Default 1 s. */
  readonly spacingS?: number;
  /** Default 512. */
  readonly maxQueries?: number;
}): RetrievalScore {
  const { features, stampsNs, gapS = 1, distractorS = 5, spacingS = 1 } = options;
  const seconds = secondsFromStart(stampsNs);
  const pairs = thinEvenly(
    spacedPairs(seconds, { gapS, toleranceS: options.toleranceS ?? gapS / 4, spacingS }),
    options.maxQueries ?? 512,
  );
  const rows = comparable(features);
  const score = createScore();
  for (const { query, answer } of pairs) {
    const isFar = (row: number): boolean =>
      Math.min(
        Math.abs(seconds[row]! - seconds[query]!),
        Math.abs(seconds[row]! - seconds[answer]!),
      ) >= distractorS;
    const distractors = pairs.map((pair) => pair.answer).filter(isFar);
    if (distractors.length === 0) continue;
    const right = similarity(rows, query, answer);
    const isHit = distractors.every((row) => similarity(rows, query, row) < right);
    score.add(isHit, 1 / (1 + distractors.length));
  }
  return score.result(
    `fewer than ${minQueries} moments at least ${spacingS} s apart that have an answer ` +
      `${gapS} s later and a distractor ${distractorS} s away`,
  );
}

/**
 * Place retrieval: is the most similar frame from another time (more than `excludeS` away) within
 * `radiusM` of the query's position? Only frames whose place was visited at another time are
 * queries. Heading is not looked at: passing the same place the other way counts as the same place.
 *
 * Shapes: features [n, d], finite; stampsNs, xM, yM [n], NaN where the position is not known.
 */
export function placeRetrieval(options: {
  readonly features: Matrix;
  readonly stampsNs: BigInt64Array;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  /** Default 5 m. */
  readonly radiusM?: number;
  /** Default 30 s. */
  readonly excludeS?: number;
  /** Default 512, searched for in at most 4,096 frames; both evenly spaced. */
  readonly maxQueries?: number;
}): RetrievalScore {
  const { features, stampsNs, xM, yM, radiusM = 5, excludeS = 30, maxQueries = 512 } = options;
  const seconds = secondsFromStart(stampsNs);
  const known = [...seconds.keys()].filter((i) => Number.isFinite(xM[i]! + yM[i]!));
  const database = thinEvenly(known, 4096);
  const isSamePlace = (a: number, b: number): boolean =>
    Math.hypot(xM[a]! - xM[b]!, yM[a]! - yM[b]!) <= radiusM;
  const isOtherTime = (a: number, b: number): boolean =>
    Math.abs(seconds[a]! - seconds[b]!) > excludeS;
  const revisits = database.filter((query) =>
    database.some((row) => isOtherTime(query, row) && isSamePlace(query, row)),
  );

  const rows = comparable(features);
  const score = createScore();
  for (const query of thinEvenly(revisits, maxQueries)) {
    const allowed = database.filter((row) => isOtherTime(query, row));
    let right = -Infinity;
    let wrong = -Infinity;
    let rightCount = 0;
    for (const row of allowed) {
      const alike = similarity(rows, query, row);
      if (isSamePlace(query, row)) {
        rightCount += 1;
        right = Math.max(right, alike);
      } else wrong = Math.max(wrong, alike);
    }
    score.add(right > wrong, rightCount / allowed.length);
  }
  return score.result(
    `fewer than ${minQueries} frames whose place (within ${radiusM} m) was visited again ` +
      `more than ${excludeS} s apart`,
  );
}

/** Queries at least spacingS apart, each with the frame nearest to gapS later. */
function spacedPairs(
  seconds: Float64Array,
  { gapS, toleranceS, spacingS }: { gapS: number; toleranceS: number; spacingS: number },
): readonly { readonly query: number; readonly answer: number }[] {
  const pairs: { query: number; answer: number }[] = [];
  let answer = 0;
  let lastS = -Infinity;
  for (let query = 0; query < seconds.length; query++) {
    const target = seconds[query]! + gapS;
    const off = (row: number): number => Math.abs(seconds[row]! - target);
    while (answer + 1 < seconds.length && off(answer + 1) <= off(answer)) answer += 1;
    if (seconds[query]! - lastS < spacingS || off(answer) > toleranceS) continue;
    pairs.push({ query, answer });
    lastS = seconds[query]!;
  }
  return pairs;
}

function createScore() {
  let hits = 0;
  let queries = 0;
  let chanceSum = 0;
  return {
    add: (isHit: boolean, chance: number): void => {
      hits += isHit ? 1 : 0;
      queries += 1;
      chanceSum += chance;
    },
    result: (tooFew: string): RetrievalScore =>
      queries < minQueries
        ? { queries, reason: tooFew }
        : { recallAt1: hits / queries, queries, chance: chanceSum / queries },
  };
}

function secondsFromStart(stampsNs: BigInt64Array): Float64Array {
  const start = stampsNs[0] ?? 0n;
  return Float64Array.from(stampsNs, (stamp) => Number(stamp - start) / secondNs);
}
