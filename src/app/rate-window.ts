import type { Clock } from "../core/clock.ts";

/** How often something happened lately. Holds one count a second, however many come. */
export interface RateWindow {
  add(): void;
  /** Mean over the last `seconds`. */
  perSecond(): number;
}

/** Counts by the second, so that a flood costs no memory. */
export function createRateWindow(clock: Clock, seconds: number): RateWindow {
  // One slot more than is asked for: the second that is going on is not whole yet.
  const slots = new Float64Array(seconds + 1);
  let newest = -Infinity;
  const turn = (): number => {
    const now = Math.floor(clock.monotonicMs() / 1000);
    if (now - newest > seconds) slots.fill(0);
    else for (let second = newest + 1; second <= now; second++) slots[second % slots.length] = 0;
    newest = Math.max(newest, now);
    return newest % slots.length;
  };
  return {
    add: () => {
      slots[turn()]! += 1;
    },
    perSecond: () => {
      const current = turn();
      const intoSecond = (clock.monotonicMs() / 1000) % 1;
      // The oldest slot counts for the part of it that still lies within the window.
      const oldest = slots[(current + 1) % slots.length]!;
      const all = slots.reduce((sum, count) => sum + count, 0);
      return (all - intoSecond * oldest) / seconds;
    },
  };
}
