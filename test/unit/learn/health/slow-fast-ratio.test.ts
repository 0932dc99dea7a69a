import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../../src/core/matrix.ts";
import { randomFor } from "../../../../src/core/random.ts";
import { slowFastRatio } from "../../../../src/learn/health/slow-fast-ratio.ts";
import { randomMatrix, regularStamps } from "../../../support/random-matrix.ts";

const atMs = (...stamps: number[]) => BigInt64Array.from(stamps, (ms) => BigInt(ms) * 1_000_000n);

describe("slowFastRatio", () => {
  it("is by hand 25 for windows {0, 2} and {10, 12}", () => {
    // means 1 and 11 around 6: between 4 · 25 = 100; within 4 · 1 = 4
    const features = matrixFromRows([[0], [2], [10], [12]]);
    expect(slowFastRatio({ features, stampsNs: atMs(0, 500, 1000, 1500) })).toBe(25);
  });

  it("starts the next window with the first frame windowS after the last one's first", () => {
    const features = matrixFromRows([[0], [2], [10], [12]]);
    expect(slowFastRatio({ features, stampsNs: atMs(0, 999, 1000, 1999) })).toBe(25);
    // One window of 2 s holds everything: nothing to compare it with.
    const stampsNs = atMs(0, 999, 1000, 1999);
    expect(slowFastRatio({ features, stampsNs, windowS: 2 })).toBeUndefined();
  });

  it("leaves out windows of a single frame", () => {
    const features = matrixFromRows([[0], [2], [1000], [10], [12]]);
    expect(slowFastRatio({ features, stampsNs: atMs(0, 500, 1000, 2000, 2500) })).toBe(25);
  });

  it("tells features that know the place from features that only move", () => {
    const frames = 600;
    const random = randomFor(3, "walk");
    let place = 0;
    const slow = matrixFromRows(
      Array.from({ length: frames }, () => [(place += 0.1 * random.normal())]),
    );
    const fast = randomMatrix(frames, 1, 3);
    const stampsNs = regularStamps(frames, 100);
    expect(slowFastRatio({ features: slow, stampsNs })).toBeGreaterThan(3);
    expect(slowFastRatio({ features: fast, stampsNs })).toBeLessThan(0.3);
  });

  it("is absent when nothing changes inside any window", () => {
    const features = matrixFromRows([[1], [1], [2], [2]]);
    expect(slowFastRatio({ features, stampsNs: atMs(0, 500, 1000, 1500) })).toBeUndefined();
  });

  it("is absent with fewer than two windows, or none", () => {
    expect(
      slowFastRatio({ features: matrixFromRows([[1], [2]]), stampsNs: atMs(0, 500) }),
    ).toBeUndefined();
    expect(slowFastRatio({ features: matrixFromRows([]), stampsNs: atMs() })).toBeUndefined();
  });
});
