import { describe, expect, it } from "vitest";
import { rawData, toFloat16Bits } from "../../../src/graph/raw-data.ts";

describe("rawData", () => {
  it.each([
    ["float32", [1], [0, 0, 0x80, 0x3f]],
    ["float16", [1], [0, 0x3c]],
    ["int64", [-1], [255, 255, 255, 255, 255, 255, 255, 255]],
    ["int32", [258], [2, 1, 0, 0]],
    ["bool", [1, 0], [1, 0]],
    ["uint8", [200], [200]],
    ["float64", [1], [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]],
  ] as const)("writes %s little-endian", (dtype, values, bytes) => {
    expect([...rawData(dtype, values)]).toEqual(bytes);
  });
});

describe("toFloat16Bits", () => {
  // IEEE 754-2019, binary16: sign 1 bit, exponent 5 bits (bias 15), fraction 10 bits.
  it.each([
    ["zero", 0, 0x0000],
    ["minus zero", -0, 0x8000],
    ["minus two", -2, 0xc000],
    ["the largest", 65504, 0x7bff],
    ["just under half way to infinity", 65519, 0x7bff],
    ["half way to infinity", 65520, 0x7c00],
    ["infinity", -Infinity, 0xfc00],
    ["the smallest normal", 2 ** -14, 0x0400],
    ["the largest subnormal", 1023 * 2 ** -24, 0x03ff],
    ["the smallest subnormal", 2 ** -24, 0x0001],
    ["half of it, to even", 2 ** -25, 0x0000],
    ["a tie, to even below", 1 + 2 ** -11, 0x3c00],
    ["a tie, to even above", 1 + 3 * 2 ** -11, 0x3c02],
    ["a fraction that rounds up to the next power", 2 - 2 ** -12, 0x4000],
    ["a third", 1 / 3, 0x3555],
  ])("writes %s", (_, value, bits) => {
    expect(toFloat16Bits(value)).toBe(bits);
  });

  it("keeps NaN a NaN", () => {
    expect(toFloat16Bits(NaN) & 0x7fff).toBe(0x7e00);
  });
});
