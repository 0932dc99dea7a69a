/** How long to wait before each further attempt. */
export interface Backoff {
  /** Milliseconds to wait now; the next one is about twice as long, up to the cap. */
  nextMs(): number;
  /** Starts over after an attempt that worked. */
  reset(): void;
}

/**
 * Doubling waits with full jitter in the upper half, so that a fleet that lost its broker together
 * does not come back together.
 *
 * @param options.random uniform in [0, 1)
 */
export function createBackoff(options: {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly random: () => number;
}): Backoff {
  let attempt = 0;
  return {
    nextMs: () => {
      const ceilingMs = Math.min(options.maxMs, options.firstMs * 2 ** attempt);
      if (ceilingMs < options.maxMs) attempt++;
      return ceilingMs * (0.5 + options.random() / 2);
    },
    reset: () => {
      attempt = 0;
    },
  };
}
