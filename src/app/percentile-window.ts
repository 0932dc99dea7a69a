import type { Percentiles } from "./run-status.ts";

/** The last values of a quantity, and where they lie. Holds `size` numbers. */
export interface PercentileWindow {
  add(value: number): void;
  /** 0 for both while there is no value. */
  percentiles(): Percentiles;
}

/** Nearest-rank percentiles over the newest `size` values. */
export function createPercentileWindow(size: number): PercentileWindow {
  const ring = new Float64Array(size);
  let count = 0;
  return {
    add: (value) => {
      ring[count % size] = value;
      count += 1;
    },
    percentiles: () => {
      const sorted = ring.slice(0, Math.min(count, size)).sort();
      if (sorted.length === 0) return { p50: 0, p99: 0 };
      const at = (part: number): number => sorted[Math.ceil(part * sorted.length) - 1]!;
      return { p50: at(0.5), p99: at(0.99) };
    },
  };
}
