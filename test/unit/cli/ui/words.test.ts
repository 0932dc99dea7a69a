import { describe, expect, it } from "vitest";
import { amount, byReason, bytes, count, decimal, duration } from "../../../../src/cli/ui/words.ts";

describe("words for numbers", () => {
  it("separate thousands", () => {
    expect([0, 999, 1000, 1234567].map(count)).toEqual(["0", "999", "1,000", "1,234,567"]);
  });

  it("show a dash where nothing was measured", () => {
    expect([decimal(1.256, 2), decimal(undefined, 2), decimal(NaN, 2)]).toEqual(["1.26", "–", "–"]);
  });

  it("count time as a clock does", () => {
    expect([0, 65.9, 3700].map(duration)).toEqual(["0:00", "1:05", "1:01:40"]);
  });

  it("round bytes", () => {
    expect([12, 3200, 3.2e6, 1.5e9].map(bytes)).toEqual(["12 B", "3.2 kB", "3.2 MB", "1.50 GB"]);
  });

  it("round large amounts", () => {
    expect([0, 999, 3200, 3.2e6, 1.5e9].map(amount)).toEqual([
      "0",
      "999",
      "3.2 k",
      "3.2 M",
      "1.50 G",
    ]);
  });

  it("list reasons that happened", () => {
    expect(byReason({ waiting: 1200, unpaired: 0, late: 3 })).toBe("waiting 1,200, late 3");
  });
});
