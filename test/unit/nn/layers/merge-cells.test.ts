import { describe, expect, it } from "vitest";
import { input } from "../../../../src/graph/leaves.ts";
import { mergeCells } from "../../../../src/nn/layers/merge-cells.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { tensorOf } from "../../../support/feeds.ts";

describe("mergeCells", () => {
  it("lays a block's cells side by side, row by row, channels innermost", () => {
    const y = mergeCells(input("x", "float32", [1, 4, 4, 2]), { rows: 2, columns: 2 });
    // A value names its place: row, column, channel.
    const places = [0, 1, 2, 3].flatMap((row) =>
      [0, 1, 2, 3].flatMap((column) => [0, 1].map((c) => 100 * row + 10 * column + c)),
    );
    const found = evaluate([y], new Map([["x", tensorOf([1, 4, 4, 2], places)]]))[0]!;
    expect(found.shape).toEqual([1, 2, 2, 8]);
    expect([...found.data]).toEqual(
      [
        [0, 1, 10, 11, 100, 101, 110, 111],
        [20, 21, 30, 31, 120, 121, 130, 131],
        [200, 201, 210, 211, 300, 301, 310, 311],
        [220, 221, 230, 231, 320, 321, 330, 331],
      ].flat(),
    );
  });

  it("takes blocks that are no squares, and keeps the images of a batch apart", () => {
    const y = mergeCells(input("x", "float32", [2, 2, 3, 1]), { rows: 1, columns: 3 });
    const values = Array.from({ length: 12 }, (_, i) => i);
    const found = evaluate([y], new Map([["x", tensorOf([2, 2, 3, 1], values)]]))[0]!;
    expect(found.shape).toEqual([2, 2, 1, 3]);
    expect([...found.data]).toEqual(values);
  });

  it("refuses a map that the block does not divide", () => {
    const x = input("x", "float32", [1, 6, 4, 3]);
    expect(() => mergeCells(x, { rows: 4, columns: 4 })).toThrow(
      /divisible by 4×4, received 6×4.*SHAPE_MISMATCH/,
    );
  });
});
