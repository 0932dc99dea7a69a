import type { Clock } from "../core/clock.ts";

/** Latencies of the last second: what a controller needs, where a report wants minutes. */
export interface RecentLatency {
  add(latencyMs: number): void;
  /**
   * What four of five of the last second kept, milliseconds: one or two frames that a garbage
   * collection held up are no trouble, a third of a second of them is. Absent when there is none.
   */
  fourthOfFive(): number | undefined;
}

const windowMs = 1000;
/** At a higher rate the newest of the second stand for all. */
const most = 256;

/** Holds at most 256 values. */
export function createRecentLatency(clock: Clock): RecentLatency {
  const values: { readonly atMs: number; readonly latencyMs: number }[] = [];
  return {
    add: (latencyMs) => {
      values.push({ atMs: clock.monotonicMs(), latencyMs });
      if (values.length > most) values.shift();
    },
    fourthOfFive: () => {
      const sinceMs = clock.monotonicMs() - windowMs;
      while (values.length > 0 && values[0]!.atMs < sinceMs) values.shift();
      const sorted = values.map((v) => v.latencyMs).sort((a, b) => a - b);
      return sorted[Math.ceil(0.8 * sorted.length) - 1];
    },
  };
}
