/** Euclidean norm. */
export function normOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum);
}

/**
 * ‖found − expected‖ / ‖expected‖; where the expected norm is below `floor`, the error counts against
 * that instead. NaN when anything is.
 */
export function relativeError(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  floor = 0,
): number {
  if (found.length !== expected.length) return NaN;
  const difference = Array.from(expected, (value, i) => found[i]! - value);
  const norm = Math.max(normOf(expected), floor);
  const error = normOf(difference);
  return error === 0 ? 0 : error / norm;
}
