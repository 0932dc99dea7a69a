import { describe, expect, it } from "vitest";
import { positionCode } from "../../../../src/nn/layers/position-code.ts";
import { evaluate } from "../../../support/evaluate.ts";

const codes = (options: Parameters<typeof positionCode>[0]) => {
  const { data } = evaluate([positionCode(options)])[0]!;
  const { columns, channels } = options;
  return (row: number, column: number): number[] => {
    const at = (row * columns + column) * channels;
    return [...data.slice(at, at + channels)];
  };
};
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((v, i) => v - b[i]!));

describe("positionCode", () => {
  it("tells rows in the first half of the channels and columns in the second", () => {
    const code = codes({ rows: 3, columns: 5, channels: 8, wrapsColumns: false });
    expect(code(2, 1).slice(0, 4)).toEqual(code(2, 4).slice(0, 4));
    expect(code(1, 3).slice(4)).toEqual(code(2, 3).slice(4));
    expect(distance(code(1, 3), code(2, 3))).toBeGreaterThan(0.5);
    expect(distance(code(1, 3), code(1, 4))).toBeGreaterThan(0.5);
  });

  it("starts with the sine and cosine of the row itself", () => {
    const code = codes({ rows: 3, columns: 2, channels: 8, wrapsColumns: false });
    expect(code(2, 0).slice(0, 4)).toEqual([
      expect.closeTo(Math.sin(2), 12),
      expect.closeTo(Math.sin(0.02), 12),
      expect.closeTo(Math.cos(2), 12),
      expect.closeTo(Math.cos(0.02), 12),
    ]);
  });

  it("has the last column beside the first on a full turn only", () => {
    const ends = (wrapsColumns: boolean): number => {
      const code = codes({ rows: 1, columns: 16, channels: 16, wrapsColumns });
      return distance(code(0, 0), code(0, 15)) / distance(code(0, 0), code(0, 1));
    };
    expect(ends(true)).toBeCloseTo(1, 9);
    expect(ends(false)).toBeGreaterThan(1.5);
  });

  it("gives every column of a full turn a code of its own", () => {
    const code = codes({ rows: 1, columns: 6, channels: 16, wrapsColumns: true });
    for (let a = 0; a < 6; a++) {
      for (let b = 0; b < a; b++) expect(distance(code(0, a), code(0, b))).toBeGreaterThan(0.5);
    }
  });

  it("refuses channels that are no multiple of 4", () => {
    const build = (): unknown =>
      positionCode({ rows: 1, columns: 1, channels: 6, wrapsColumns: false });
    expect(build).toThrow(/width.*OPTION_INVALID/);
  });
});
