import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { createPageHinkley } from "../../../../src/learn/health/page-hinkley.ts";

const options = { tolerance: 0.25, threshold: 20, warmUp: 12 };
/** After how many of `values` each change was called. */
const calls = (values: readonly number[]): readonly number[] => {
  const test = createPageHinkley(options);
  return values.flatMap((value, i) => (test.add(value) ? [i] : []));
};
const noise = (count: number, seed: number, mean = 0) => {
  const random = randomFor(seed, "page-hinkley");
  return Array.from({ length: count }, () => mean + random.normal());
};

describe("Page–Hinkley", () => {
  it.each([
    [1, 60],
    [3, 12],
  ])("notices a rise by %d standard deviations within %d values", (rise, within) => {
    for (let seed = 0; seed < 20; seed++) {
      const [first] = calls([...noise(200, seed), ...noise(80, seed + 100, rise)]);
      expect(first, `seed ${seed}`).toBeGreaterThanOrEqual(200);
      expect(first, `seed ${seed}`).toBeLessThan(200 + within);
    }
  });

  it("says nothing in ten thousand values of the same noise, but for one seed in twenty", () => {
    const alarmed = Array.from({ length: 20 }, (_, seed) => calls(noise(10_000, seed)).length > 0);
    expect(alarmed.filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  it("says nothing of a fall, of a single outlier, or of what is not finite", () => {
    expect(calls([...noise(100, 1), ...noise(100, 2, -5)])).toEqual([]);
    expect(calls([...noise(100, 3), 1e9, ...noise(20, 4)])).toEqual([]);
    expect(calls([...noise(50, 5), NaN, Infinity, ...noise(50, 6)])).toEqual([]);
  });

  it("is the same in any unit", () => {
    const values = [...noise(100, 7), ...noise(40, 8, 2)];
    expect(calls(values.map((v) => 1e-6 * v + 40))).toEqual(calls(values));
  });

  it("says nothing of a constant", () => {
    expect(calls(Array.from({ length: 100 }, () => 3))).toEqual([]);
  });
});
