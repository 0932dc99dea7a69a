import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decompressLzf } from "../../../src/decode/lzf.ts";
import { compressLzf } from "../../support/compress-lzf.ts";

function decompress(input: readonly number[], length: number): number[] | undefined {
  const out = new Uint8Array(length);
  return decompressLzf(Uint8Array.from(input), out) ? [...out] : undefined;
}

describe("decompressLzf", () => {
  it("reads literals, short copies and long copies that overlap themselves", () => {
    expect(decompress([1, 10, 20], 2)).toEqual([10, 20]);
    expect(decompress([2, 1, 2, 3, 0x20, 2], 6)).toEqual([1, 2, 3, 1, 2, 3]);
    expect(decompress([0, 9, 0xe0, 3, 0], 13)).toEqual(Array(13).fill(9));
  });

  it.each([
    ["literals cut short", [3, 1, 2], 4],
    ["a copy without its distance", [0, 9, 0x20], 4],
    ["a long copy without its length", [0, 9, 0xe0], 10],
    ["a copy from before the start", [0, 9, 0x20, 1], 4],
    ["more than there is room for", [2, 1, 2, 3], 2],
    ["less than there is room for", [0, 1], 2],
  ])("refuses %s", (_, input, length) => {
    expect(decompress(input, length)).toBeUndefined();
  });

  it("undoes compression", () => {
    const runs = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 400 })), { maxLength: 12 });
    fc.assert(
      fc.property(runs, (parts) => {
        const bytes = parts.flatMap(([value, count]) => Array<number>(count).fill(value));
        expect(decompress([...compressLzf(Uint8Array.from(bytes))], bytes.length)).toEqual(bytes);
      }),
      { seed: 2 },
    );
  });

  it("never throws on random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(300), (input, length) => {
        expect(decompressLzf(input, new Uint8Array(length))).toBeTypeOf("boolean");
      }),
      { seed: 3 },
    );
  });
});
