import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalToNs } from "../../../src/recording/decimal-to-ns.ts";

describe("decimalToNs", () => {
  it.each([
    ["1668211920090123457", 0, 1668211920090123457n], // a double would lose the last digits
    ["1668211920090", 6, 1668211920090000000n],
    ["1668211920090.000001", 6, 1668211920090000001n],
    ["0.1", 9, 100000000n],
    [".5", 9, 500000000n],
    ["5.", 9, 5000000000n],
    ["-0.25", 9, -250000000n],
    ["+2e-3", 9, 2000000n],
    ["1.5E3", 0, 1500n],
    [" 7 ", 0, 7n],
    ["0.4999", 0, 0n],
    ["0.5", 0, 1n],
    ["-0.5", 0, -1n],
  ])("reads %j times 10^%i as %s", (text, exponent, ns) => {
    expect(decimalToNs(text, exponent)).toBe(ns);
  });

  it.each([
    "",
    ".",
    "-",
    "abc",
    "1,5",
    "0x10",
    "NaN",
    "Infinity",
    "1e9999",
    "1 2",
    "9".repeat(101),
  ])("refuses %j", (text) => {
    expect(decimalToNs(text, 9)).toBeUndefined();
  });

  it("refuses a stamp that does not fit in 64 bits", () => {
    expect(decimalToNs("9223372036854775807", 0)).toBe(2n ** 63n - 1n);
    expect(decimalToNs("9223372036854775808", 0)).toBeUndefined();
  });

  it("gives back every nanosecond count exactly", () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 62n), 2n ** 62n), (ns) => {
        expect(decimalToNs(ns.toString(), 0)).toBe(ns);
        expect(decimalToNs(`${ns}e-9`, 9)).toBe(ns);
      }),
      { seed: 1 },
    );
  });
});
