import { describe, expect, it } from "vitest";
import { textTable } from "../../../src/evaluate/text-table.ts";

describe("textTable", () => {
  it("aligns the first column left and the others right", () => {
    expect(
      textTable([
        ["a", "bb"],
        ["ccc", "d"],
      ]),
    ).toEqual(["a    bb", "ccc   d"]);
  });

  it("takes rows that are shorter, and leaves no space at an end", () => {
    expect(textTable([["name", "1"], ["x"]])).toEqual(["name  1", "x"]);
    expect(
      textTable([
        ["a", ""],
        ["b", "12"],
      ]),
    ).toEqual(["a", "b  12"]);
  });

  it("is empty for no rows", () => {
    expect(textTable([])).toEqual([]);
  });
});
