import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { createDriftMonitor, type DriftSignal } from "../../../src/learn/drift.ts";

const random = randomFor(71, "drift");
const look = (surprise: number, centre: number) => ({
  surprise: surprise + 0.01 * random.normal(),
  feature: Float32Array.from({ length: 8 }, (_, c) => Math.cos(c + centre) + 0.1 * random.normal()),
});
const watch = (looks: readonly ReturnType<typeof look>[]) => {
  const monitor = createDriftMonitor();
  const seen: (readonly [number, DriftSignal])[] = [];
  for (const [i, one] of looks.entries()) {
    for (const signal of monitor.add(one)) seen.push([i, signal]);
  }
  return seen;
};
const usual = () => Array.from({ length: 60 }, () => look(0.2, 0));

describe("drift", () => {
  it("is not found while nothing changes", () => {
    expect(watch([...usual(), ...usual()])).toEqual([]);
  });

  it("is found when prediction gets worse", () => {
    const seen = watch([...usual(), ...Array.from({ length: 20 }, () => look(0.3, 0))]);
    expect(seen.map(([, signal]) => signal)).toEqual(["surprise"]);
    expect(seen[0]![0]).toBeLessThan(70);
  });

  it("is found when features lie elsewhere, prediction as good as ever", () => {
    const seen = watch([...usual(), ...Array.from({ length: 20 }, () => look(0.2, 1.5))]);
    expect(seen.map(([, signal]) => signal)).toContain("features");
    expect(seen.map(([, signal]) => signal)).not.toContain("surprise");
  });
});
