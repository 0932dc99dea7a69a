import { describe, expect, it } from "vitest";
import { parseKittiTime } from "../../../src/recording/kitti-times.ts";

describe("parseKittiTime", () => {
  it("keeps all nine digits of the fraction", () => {
    const wholeNs = BigInt(Date.UTC(2011, 8, 26, 13, 2, 25)) * 1_000_000n;
    expect(parseKittiTime("2011-09-26 13:02:25.964389445")).toBe(wholeNs + 964_389_445n);
    expect(parseKittiTime("2011-09-26 13:02:25.5\r")).toBe(wholeNs + 500_000_000n);
    expect(parseKittiTime("2011-09-26 13:02:25")).toBe(wholeNs);
  });

  it.each(["", "yesterday", "2011-13-26 13:02:25.0", "1317042145.96"])("refuses %j", (text) => {
    expect(parseKittiTime(text)).toBeUndefined();
  });
});
