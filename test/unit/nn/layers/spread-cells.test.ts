import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { mergeCells } from "../../../../src/nn/layers/merge-cells.ts";
import { spreadCells } from "../../../../src/nn/layers/spread-cells.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, tensorOf } from "../../../support/feeds.ts";

describe("spreadCells", () => {
  it("gives each cell's first channels to its upper left, the last to its lower right", () => {
    const y = spreadCells(input("x", "float32", [1, 1, 2, 8]), { rows: 2, columns: 2 });
    const values = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [i]);
    const feeds = new Map([
      ["x", tensorOf([1, 1, 2, 8], [...values, ...values.map((v) => v + 10)])],
    ]);
    const found = evaluate([y], feeds)[0]!;
    expect(found.shape).toEqual([1, 2, 4, 2]);
    expect([...found.data]).toEqual([0, 1, 2, 3, 10, 11, 12, 13, 4, 5, 6, 7, 14, 15, 16, 17]);
  });

  it.each([
    { rows: 2, columns: 2 },
    { rows: 1, columns: 3 },
    { rows: 4, columns: 1 },
  ])("undoes mergeCells for blocks of $rows×$columns", (block) => {
    const x = input("x", "float32", [2, 4, 6, 3]);
    const values = normalTensor(x.shape, randomFor(3, "x"));
    const back = spreadCells(mergeCells(x, block), block);
    expect(back.shape).toEqual(x.shape);
    expect(evaluate([back], new Map([["x", values]]))[0]!.data).toEqual(values.data);
  });

  it("refuses channels that the block does not divide", () => {
    const x = input("x", "float32", [1, 2, 2, 6]);
    expect(() => spreadCells(x, { rows: 2, columns: 2 })).toThrow(
      /channels divisible by 2×2, received 6.*SHAPE_MISMATCH/,
    );
  });
});
