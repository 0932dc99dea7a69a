import { expect } from "vitest";

/** Expects as many numbers as `expected` has, each within `tolerance` of its own, and none NaN. */
export function expectAllClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-12,
): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [is, wanted] = [found[i]!, expected[i]!];
    const isClose = is === wanted || Math.abs(is - wanted) <= tolerance;
    expect(isClose, `[${i}] is ${is}, expected ${wanted} ± ${tolerance}`).toBe(true);
  }
}
