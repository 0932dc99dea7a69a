/**
 * The part of the variance that a prediction explains: 1 − Σ(y − ŷ)² / Σ(y − ȳ)². 1 is perfect, 0
 * is as good as the mean, below 0 is worse.
 *
 * Absent when `actual` has fewer than two values or they are all the same: there is nothing to explain.
 */
export function r2Score(actual: Float64Array, predicted: Float64Array): number | undefined {
  const mean = actual.reduce((sum, value) => sum + value, 0) / actual.length;
  let error = 0;
  let variance = 0;
  for (let i = 0; i < actual.length; i++) {
    error += (actual[i]! - predicted[i]!) ** 2;
    variance += (actual[i]! - mean) ** 2;
  }
  // All-equal values leave a variance of rounding size, not of exactly zero.
  const isConstant = variance <= actual.length * (1e-12 * Math.abs(mean)) ** 2;
  return actual.length < 2 || isConstant ? undefined : 1 - error / variance;
}
