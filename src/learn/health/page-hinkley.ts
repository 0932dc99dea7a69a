export interface PageHinkleyOptions {
  /** Rise of the mean that is tolerated, in standard deviations of the values. */
  readonly tolerance: number;
  /** How much the sum of what is over it must grow, in standard deviations, to be called a change. */
  readonly threshold: number;
  /** Values before the first of which nothing is said. */
  readonly warmUp: number;
}

/** Notices when a sequence of numbers has risen. */
export interface PageHinkley {
  /** True when this value shows a change; then it starts anew. Values that are not finite are skipped. */
  add(value: number): boolean;
}

/**
 * The Page–Hinkley test for a rise of the mean: m_T = Σ (x_t − x̄_t − δ), a change where
 * m_T − min m_t > λ. Mean and scale are those of the values so far (Welford), so that δ and λ are
 * in standard deviations and the same for any unit.
 *
 * A value counts as at most ±4 standard deviations: one broken frame is no change of the stream.
 * @see Page 1954, Continuous inspection schemes; Mouss et al. 2004 for this form
 */
export function createPageHinkley(options: PageHinkleyOptions): PageHinkley {
  const { tolerance, threshold, warmUp } = options;
  const start = () => ({ count: 0, mean: 0, squares: 0, sum: 0, least: 0 });
  let s = start();
  return {
    add: (value) => {
      if (!Number.isFinite(value)) return false;
      const deviation = s.count > 1 ? Math.sqrt(s.squares / (s.count - 1)) : 0;
      if (s.count >= warmUp && deviation > 0) {
        const offset = Math.min(4, Math.max(-4, (value - s.mean) / deviation));
        s.sum += offset - tolerance;
        s.least = Math.min(s.least, s.sum);
        if (s.sum - s.least > threshold) {
          s = start();
          return true;
        }
      }
      s.count += 1;
      const before = value - s.mean;
      s.mean += before / s.count;
      s.squares += before * (value - s.mean);
      return false;
    },
  };
}
