import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Percentiles } from "./run-status.ts";

/** How late the main thread's event loop is. */
export interface EventLoopDelay {
  percentiles(): Percentiles;
  close(): void;
}

/** Milliseconds between two looks; Node's histogram counts them in, so they are taken off again. */
const resolutionMs = 2;

/** Measures from now on, over the whole run. */
export function watchEventLoopDelay(): EventLoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const delayMs = (part: number): number => {
    const value = histogram.percentile(part) / 1e6 - resolutionMs;
    return Number.isFinite(value) ? Math.max(0, value) : 0;
  };
  return {
    percentiles: () => ({ p50: delayMs(50), p99: delayMs(99) }),
    close: () => {
      histogram.disable();
    },
  };
}
