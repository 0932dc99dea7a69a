import { describe, expect, it } from "vitest";
import { labelValue, readLabelColumn } from "../../../src/recording/label-column.ts";

const cells = (...texts: string[]) => texts.map((text, i) => ({ text, stampNs: BigInt(i) }));

describe("readLabelColumn", () => {
  it("reads numbers, and empty cells as NaN", () => {
    expect(readLabelColumn({ name: "speed", cells: cells("1", "", "2.5") })).toEqual({
      track: {
        name: "speed",
        stampsNs: BigInt64Array.of(0n, 1n, 2n),
        values: Float64Array.of(1, NaN, 2.5),
      },
      damage: [],
    });
  });

  it.each([[["", "", ""]], [["a", "b", "3"]], [["nan", "nan"]]])(
    "makes no label track of %j",
    (texts) => {
      expect(readLabelColumn({ name: "n", cells: cells(...texts) })).toBeUndefined();
    },
  );
});

describe("labelValue", () => {
  it.each([
    ["1", 1],
    ["-0.5", -0.5],
    ["+.5e-2", 0.005],
    ["", NaN],
    ["nan", NaN],
    ["-Inf", NaN],
  ])("reads %j as %f", (cell, value) => {
    expect(labelValue(cell)).toBe(value);
  });

  it.each(["left", "0x10", "1,5", "1 m", "true", "."])("does not take %j for a number", (cell) => {
    expect(labelValue(cell)).toBeUndefined();
  });
});
