/** Where time comes from. Injected, so that a test can hold it still or make it jump. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary origin: for ages, timeouts and rates. */
  monotonicMs(): number;
  /** Nanoseconds since the Unix epoch: for stamps only, because it can jump. */
  wallNs(): bigint;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallNs: () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e3)) * 1000n,
};
