import type { Clock } from "../core/clock.ts";

/** How much may be sent: a bucket that fills at a constant rate. */
export interface BitBudget {
  /** Takes the bytes if they are there; they are sent or not sent whole. */
  tryTake(bytes: number): boolean;
  /** Takes them all the same; what comes next waits until the debt is paid. */
  take(bytes: number): void;
}

/** Seconds of the rate that may be sent at once. */
const burstS = 1;

/** Over any time t at most (t + 1 s) · rate is let through, and what was taken without asking. */
export function createBitBudget(clock: Clock, bitsPerSecond: number): BitBudget {
  const bytesPerMs = bitsPerSecond / 8000;
  const most = burstS * 1000 * bytesPerMs;
  let available = most;
  let lastMs = clock.monotonicMs();
  const refill = (): void => {
    const nowMs = clock.monotonicMs();
    available = Math.min(most, available + (nowMs - lastMs) * bytesPerMs);
    lastMs = nowMs;
  };
  return {
    tryTake: (bytes) => {
      refill();
      // What is larger than the bucket waits until that is full: else it would never go.
      if (available < Math.min(bytes, most)) return false;
      available -= bytes;
      return true;
    },
    take: (bytes) => {
      refill();
      available -= bytes;
    },
  };
}
