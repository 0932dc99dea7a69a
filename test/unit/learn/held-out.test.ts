import { describe, expect, it } from "vitest";
import { isHeldOut } from "../../../src/learn/held-out.ts";

const options = { originNs: 5_000_000_000n, fraction: 0.2, periodS: 10 };
const atS = (seconds: number) => isHeldOut(BigInt(Math.round(seconds * 1e9)), options);

describe("isHeldOut", () => {
  it("keeps the last part of each period from the origin on, in one piece", () => {
    const kept = Array.from({ length: 40 }, (_, i) => 5 + i * 0.5).filter(atS);
    expect(kept).toEqual([13, 13.5, 14, 14.5, 23, 23.5, 24, 24.5]);
  });

  it("counts the periods before the origin the same way", () => {
    expect([3, 4.9, 5].map(atS)).toEqual([true, true, false]);
  });

  it("keeps nothing at 0 and everything at 1", () => {
    const stamps = Array.from({ length: 30 }, (_, i) => BigInt(i) * 700_000_000n);
    const share = (fraction: number) =>
      stamps.filter((stampNs) => isHeldOut(stampNs, { ...options, fraction })).length;
    expect([share(0), share(1)]).toEqual([0, 30]);
  });
});
