import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import {
  closeSomeStreets,
  createStreets,
  exits,
  nextCrossing,
  opposite,
  placeAt,
  placeCount,
} from "../../../../src/simulate/traffic/streets.ts";

const grid = () => createStreets([10, 50, 90], [10, 60], 7);

describe("streets", () => {
  it("lead from each crossing to its neighbours and back", () => {
    const streets = grid();
    expect(exits(streets, 0)).toEqual([0, 1]);
    expect(exits(streets, 1)).toEqual([0, 1, 2]);
    expect(nextCrossing(streets, 0, 0)).toBe(1);
    expect(nextCrossing(streets, 0, 1)).toBe(3);
    expect(nextCrossing(streets, 4, 3)).toBe(1);
  });

  it.each([1, 2, 3, 4, 5])("stay connected, with two exits a crossing (seed %i)", (seed) => {
    const streets = createStreets([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], 0.1);
    closeSomeStreets(streets, 0.9, randomFor(seed, "test"));
    const reached = new Set([0]);
    for (const crossing of reached) {
      const ways = exits(streets, crossing);
      expect(ways.length).toBeGreaterThanOrEqual(2);
      for (const d of ways) {
        const next = nextCrossing(streets, crossing, d);
        expect(exits(streets, next)).toContain(opposite(d));
        reached.add(next);
      }
    }
    expect(reached.size).toBe(25);
    expect(streets.isOpen.reduce((sum, v) => sum + v, 0)).toBeLessThan(80);
  });
});

describe("placeAt", () => {
  it("is the crossing within its square, and half a street beyond", () => {
    const streets = grid();
    expect(placeAt(streets, 12, 8)).toBe(0);
    expect(placeAt(streets, 52, 62)).toBe(4);
    const nearHalf = placeAt(streets, 22, 11);
    const farHalf = placeAt(streets, 40, 11);
    expect(nearHalf).toBe(placeAt(streets, 28, 9));
    expect(farHalf).not.toBe(nearHalf);
    expect(new Set([nearHalf, farHalf, placeAt(streets, 10, 30), 0]).size).toBe(4);
    expect(Math.max(nearHalf, farHalf)).toBeLessThan(placeCount(streets));
  });
});
