import type { Matrix } from "../core/matrix.ts";
import { comparable, similarity } from "./nearest.ts";

/** Where a frame was taken. Frames of two maps are never at the same place. */
export interface Standpoint {
  /** Which map the coordinates are of. */
  readonly map: number;
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

export interface RevisitOptions {
  /** [n, d], finite. */
  readonly features: Matrix;
  readonly standpoints: readonly Standpoint[];
  /** Rows that are searched in, and rows that are looked for: another drive through the same places. */
  readonly database: readonly number[];
  readonly queries: readonly number[];
  /** Default 5 m and 30°. */
  readonly radiusM?: number;
  readonly maxTurnRad?: number;
}

/**
 * Place recognition between two drives: how often the most similar frame of the one was taken where
 * the query of the other was, looking the same way. Queries of places that the first drive never saw
 * do not count; a tie counts as a miss. Undefined when there is no query.
 */
export function revisitRecall(options: RevisitOptions): number | undefined {
  const { features, standpoints, radiusM = 5, maxTurnRad = Math.PI / 6 } = options;
  const rows = comparable(features);
  const isSamePlace = (a: Standpoint, b: Standpoint): boolean =>
    a.map === b.map &&
    Math.hypot(a.xM - b.xM, a.yM - b.yM) <= radiusM &&
    Math.cos(a.yawRad - b.yawRad) >= Math.cos(maxTurnRad);
  let hits = 0;
  let asked = 0;
  for (const query of options.queries) {
    let right = -Infinity;
    let wrong = -Infinity;
    for (const row of options.database) {
      const alike = similarity(rows, query, row);
      if (isSamePlace(standpoints[query]!, standpoints[row]!)) right = Math.max(right, alike);
      else wrong = Math.max(wrong, alike);
    }
    if (right === -Infinity) continue;
    asked += 1;
    if (right > wrong) hits += 1;
  }
  return asked === 0 ? undefined : hits / asked;
}
