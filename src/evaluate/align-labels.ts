import type { LabelTrack } from "../recording/recording.ts";

/**
 * The label nearest in time to each frame; NaN where none with a value lies within the tolerance.
 *
 * Shapes: stampsNs [n] → [n]. Neither the frames nor the track need be in time order.
 */
export function alignLabels(options: {
  readonly stampsNs: BigInt64Array;
  readonly track: LabelTrack;
  readonly toleranceMs: number;
}): Float64Array {
  const { stampsNs, track, toleranceMs } = options;
  const toleranceNs = BigInt(Math.round(toleranceMs * 1e6));
  const order = [...track.stampsNs.keys()]
    .filter((i) => Number.isFinite(track.values[i]))
    .sort((a, b) => Number(track.stampsNs[a]! - track.stampsNs[b]!));

  return Float64Array.from(stampsNs, (stampNs) => {
    // The first label at or after the frame; the nearest is that one or the one before.
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (track.stampsNs[order[middle]!]! < stampNs) low = middle + 1;
      else high = middle;
    }
    let nearest = NaN;
    let distanceNs = toleranceNs + 1n;
    for (const candidate of [order[low - 1], order[low]]) {
      if (candidate === undefined) continue;
      const apart = track.stampsNs[candidate]! - stampNs;
      const absolute = apart < 0n ? -apart : apart;
      if (absolute >= distanceNs) continue;
      distanceNs = absolute;
      nearest = track.values[candidate]!;
    }
    return nearest;
  });
}
