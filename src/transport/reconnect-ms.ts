/**
 * Waits between attempts to get a lost connection back, before jitter: the first, and the longest, which
 * with an attempt of its own leaves a robot without its streams for less than two seconds after a cable
 * is whole again.
 */
export const reconnectMs = { firstMs: 250, maxMs: 500 } as const;
