import { describe, expect, it } from "vitest";
import { alignLabels } from "../../../src/evaluate/align-labels.ts";

const ms = (...stamps: number[]) => BigInt64Array.from(stamps, (t) => BigInt(t) * 1_000_000n);
const track = (stamps: number[], values: number[]) => ({
  name: "speed",
  stampsNs: ms(...stamps),
  values: Float64Array.from(values),
});
const align = (frames: number[], labels: ReturnType<typeof track>, toleranceMs = 50) => [
  ...alignLabels({ stampsNs: ms(...frames), track: labels, toleranceMs }),
];

describe("alignLabels", () => {
  it("takes the nearest label, before or after", () => {
    expect(align([0, 40, 60, 100], track([0, 100], [1, 2]))).toEqual([1, 1, 2, 2]);
  });

  it("takes the earlier of two that are as near", () => {
    expect(align([50], track([0, 100], [1, 2]))).toEqual([1]);
  });

  it("is NaN where none lies within the tolerance, and not at its edge", () => {
    expect(align([50, 51, 200], track([0], [1]))).toEqual([1, NaN, NaN]);
  });

  it("skips labels without a value and takes the next nearest", () => {
    expect(align([10], track([0, 10, 25], [1, NaN, 3]))).toEqual([1]);
  });

  it("does not need a track in time order", () => {
    expect(align([0, 100, 200], track([200, 0, 100], [3, 1, 2]))).toEqual([1, 2, 3]);
  });

  it("is NaN throughout for an empty track", () => {
    expect(align([0, 1], track([], []))).toEqual([NaN, NaN]);
  });

  it("keeps nanoseconds apart that a double cannot", () => {
    const base = 1_700_000_000_000_000_000n;
    const result = alignLabels({
      stampsNs: BigInt64Array.from([base + 2n]),
      track: {
        name: "x",
        stampsNs: BigInt64Array.from([base, base + 3n]),
        values: Float64Array.from([1, 2]),
      },
      toleranceMs: 1,
    });
    expect([...result]).toEqual([2]);
  });
});
