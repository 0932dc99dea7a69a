import { describe, expect, it } from "vitest";
import { labelsAt } from "../../../src/recording/labels-at.ts";

const track = {
  name: "steering",
  stampsNs: BigInt64Array.of(100n, 200n, 400n),
  values: Float64Array.of(1, NaN, 4),
};

describe("labelsAt", () => {
  it.each([
    [100n, 1],
    [60n, 1],
    [149n, 1],
    [150n, 1], // as near to both: the earlier
    [301n, 4],
    [450n, 4],
  ])("gives at %s the value %f of the nearest row", (stampNs, value) => {
    expect(labelsAt(track, stampNs, 100n)).toBe(value);
  });

  it("gives NaN where no row is near enough, also before the first and after the last", () => {
    expect(labelsAt(track, 49n, 50n)).toBeNaN();
    expect(labelsAt(track, 451n, 50n)).toBeNaN();
    expect(labelsAt(track, 450n, 50n)).toBe(4);
  });

  it("gives NaN where the nearest row has no value", () => {
    expect(labelsAt(track, 210n, 1000n)).toBeNaN();
  });

  it("gives NaN for an empty track", () => {
    const empty = { name: "e", stampsNs: new BigInt64Array(0), values: new Float64Array(0) };
    expect(labelsAt(empty, 0n, 1000n)).toBeNaN();
  });
});
