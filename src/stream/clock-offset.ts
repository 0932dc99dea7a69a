/** How far a sensor's clock is from ours, as far as its frames can tell. */
export interface ClockOffset {
  /** One frame: its own stamp, and when it came on our monotonic clock. */
  observe(stampNs: bigint, arrivalMs: number): void;
  /**
   * Our monotonic time less the sensor's stamp at the same moment, milliseconds, plus the shortest way
   * that a frame had lately; absent before the first frame.
   */
  offsetMs(): number | undefined;
  /** How much longer than the shortest way frames take, milliseconds, lately. */
  jitterMs(): number;
  /** Times that the sensor's clock was set, forward or back. */
  steps(): number;
}

/**
 * Estimates the offset on line as the least of arrival − stamp over the last 5 to 10 seconds: the
 * quickest frame was held up least, and a window that moves follows a clock that drifts.
 *
 * A clock that is set starts the estimate over. A step back is a stamp that falls by more than
 * `stepMs`; a step forward is a frame that would have come more than `stepMs` sooner than the quickest.
 * A backlog that comes late all at once is neither.
 *
 * @see Cristian, Probabilistic clock synchronization, Distributed Computing 3, 1989
 */
export function createClockOffset(options: {
  readonly stepMs: number;
  readonly windowMs?: number;
}): ClockOffset {
  const { stepMs, windowMs = 5000 } = options;
  let lastStampMs: number | undefined;
  let windowStartMs = 0;
  let current = Infinity; // least of this window, and of the one before
  let previous = Infinity;
  let jitterMs = 0;
  let steps = 0;
  const least = (): number => Math.min(current, previous);
  const restart = (): void => {
    current = Infinity;
    previous = Infinity;
    jitterMs = 0;
  };
  return {
    observe: (stampNs, arrivalMs) => {
      const stampMs = Number(stampNs) / 1e6; // a double holds today to 2⁻¹² ms
      const offsetMs = arrivalMs - stampMs;
      const hasFallen = lastStampMs !== undefined && stampMs < lastStampMs - stepMs;
      const isTooSoon = offsetMs < least() - stepMs && Number.isFinite(least());
      if (hasFallen || isTooSoon) {
        steps += 1;
        restart();
      }
      lastStampMs = stampMs;
      if (arrivalMs - windowStartMs > windowMs) {
        previous = current;
        current = Infinity;
        windowStartMs = arrivalMs;
      }
      current = Math.min(current, offsetMs);
      jitterMs += (offsetMs - least() - jitterMs) / 16; // RFC 3550, 6.4.1
    },
    offsetMs: () => (Number.isFinite(least()) ? least() : undefined),
    jitterMs: () => jitterMs,
    steps: () => steps,
  };
}
