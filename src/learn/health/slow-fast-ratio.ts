import type { Matrix } from "../../core/matrix.ts";
import { rowOf } from "../../core/matrix.ts";

/**
 * Slow over fast variance: tr S_between / tr S_within, for windows of `windowS` seconds. Features
 * that know the place change between windows (≥ 3 in good runs); features of a learner that saw
 * contiguous batches change inside them (≤ 1.6) while rank and std stay green.
 *
 * Shapes: features [n, d]; stampsNs [n], ascending. A window starts with the first frame not in the
 * one before; windows of a single frame say nothing about fast change and are left out.
 * Absent with fewer than two windows, or when no feature changes inside any window.
 */
export function slowFastRatio(options: {
  readonly features: Matrix;
  readonly stampsNs: BigInt64Array;
  /** Default 1 s. */
  readonly windowS?: number;
}): number | undefined {
  const { features, stampsNs, windowS = 1 } = options;
  const windows = cutWindows(stampsNs, windowS).filter((w) => w.end - w.start >= 2);
  if (windows.length < 2) return undefined;

  const means = windows.map(({ start, end }) => meanOfRows(features, start, end));
  const count = windows.reduce((sum, { start, end }) => sum + end - start, 0);
  const overall = new Float64Array(features.columns);
  windows.forEach(({ start, end }, w) => {
    means[w]!.forEach((value, c) => (overall[c]! += (value * (end - start)) / count));
  });

  let between = 0;
  let within = 0;
  windows.forEach(({ start, end }, w) => {
    between += (end - start) * squaredDistance(means[w]!, overall);
    for (let r = start; r < end; r++) within += squaredDistance(rowOf(features, r), means[w]!);
  });
  const ratio = between / within;
  return Number.isFinite(ratio) ? ratio : undefined;
}

interface Window {
  readonly start: number;
  readonly end: number;
}

function cutWindows(stampsNs: BigInt64Array, windowS: number): readonly Window[] {
  const lengthNs = BigInt(Math.round(windowS * 1e9));
  const windows: Window[] = [];
  let start = 0;
  for (let i = 1; i <= stampsNs.length; i++) {
    if (i < stampsNs.length && stampsNs[i]! - stampsNs[start]! < lengthNs) continue;
    windows.push({ start, end: i });
    start = i;
  }
  return windows;
}

function meanOfRows(features: Matrix, start: number, end: number): Float64Array {
  const mean = new Float64Array(features.columns);
  for (let r = start; r < end; r++) {
    rowOf(features, r).forEach((value, c) => (mean[c]! += value / (end - start)));
  }
  return mean;
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += (a[c]! - b[c]!) ** 2;
  return sum;
}
