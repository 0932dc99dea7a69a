import type { Clock } from "../../src/core/clock.ts";

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** Starts at monotonic 0 and one second after the epoch. */
export function fakeClock(): FakeClock {
  let nowMs = 0;
  return {
    monotonicMs: () => nowMs,
    wallNs: () => 1_000_000_000n + BigInt(Math.round(nowMs * 1e6)),
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
