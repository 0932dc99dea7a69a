import type { LabelTrack } from "./recording.ts";

/**
 * The value of `track` nearest to `stampNs`; NaN when no row lies within `toleranceNs`, or the
 * nearest has no value. Of two equally near, the earlier.
 */
export function labelsAt(track: LabelTrack, stampNs: bigint, toleranceNs: bigint): number {
  const { stampsNs, values } = track;
  let low = 0;
  let high = stampsNs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stampsNs[middle]! < stampNs) low = middle + 1;
    else high = middle;
  }
  const after = low < stampsNs.length ? stampsNs[low]! - stampNs : undefined;
  const before = low > 0 ? stampNs - stampsNs[low - 1]! : undefined;
  const isBefore = before !== undefined && (after === undefined || before <= after);
  const distance = isBefore ? before : after;
  if (distance === undefined || distance > toleranceNs) return NaN;
  return values[isBefore ? low - 1 : low]!;
}
