import { describe, expect, it } from "vitest";
import { createOwnHistory, warmUp } from "../../../../src/app/surprise/own-history.ts";
import { randomFor } from "../../../../src/core/random.ts";

const filled = (count: number, value: (i: number) => number) => {
  const history = createOwnHistory();
  for (let i = 0; i < count; i++) history.add(value(i));
  return history;
};

describe("createOwnHistory", () => {
  it("says nothing before it has seen enough", () => {
    expect(filled(warmUp - 1, (i) => i).quantile(5)).toBeUndefined();
    expect(filled(warmUp, (i) => i).quantile(5)).toBeDefined();
  });

  it("tells which part of the values lies below a new one", () => {
    const history = filled(1000, (i) => (i * 7919) % 1000);
    expect(history.quantile(-1)).toBe(0);
    expect(history.quantile(250)).toBe(0.25);
    expect(history.quantile(1000)).toBe(1);
    expect(history.at(0.9)).toBe(900);
  });

  it("forgets the oldest: the same as sorting the last 2400 values", () => {
    const random = randomFor(3, "history");
    const values = Array.from({ length: 6000 }, () => random.integer(500));
    const history = filled(values.length, (i) => values[i]!);
    const last = values.slice(-2400);
    expect(history.count).toBe(2400);
    for (const value of [0, 17, 250, 499]) {
      expect(history.quantile(value)).toBe(last.filter((v) => v < value).length / 2400);
    }
  });

  it("lets one value of a hundred above 0.99 and ten above 0.9, while the values drift", () => {
    const random = randomFor(4, "drift");
    const history = createOwnHistory();
    const above = { p90: 0, p99: 0 };
    let judged = 0;
    for (let i = 0; i < 12_000; i++) {
      const value = (1 + i / 12_000) * Math.exp(random.normal());
      const q = history.quantile(value);
      history.add(value);
      if (q === undefined) continue;
      judged += 1;
      if (q > 0.9) above.p90 += 1;
      if (q > 0.99) above.p99 += 1;
    }
    expect(Math.abs(above.p90 / judged - 0.1)).toBeLessThan(0.02);
    expect(Math.abs(above.p99 / judged - 0.01)).toBeLessThan(0.005);
  });

  it("follows a change of unit", () => {
    const history = filled(400, (i) => i);
    history.rescale(10);
    expect(history.quantile(2000)).toBe(0.5);
    history.clear();
    expect(history.count).toBe(0);
  });
});
