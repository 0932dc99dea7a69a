/** 1 at `good` and beyond, 0 at `bad` and beyond, straight between them; either may be the larger. */
export function between(value: number, bad: number, good: number): number {
  return Math.min(1, Math.max(0, (value - bad) / (good - bad)));
}
