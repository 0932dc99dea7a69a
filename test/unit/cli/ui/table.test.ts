import { describe, expect, it } from "vitest";
import { table } from "../../../../src/cli/ui/table.ts";

describe("table", () => {
  it("lines columns up, numbers to the right", () => {
    const columns = [{ title: "name", align: "left" }, { title: "n" }] as const;
    expect(
      table(columns, [
        ["a", "1"],
        ["longer", "1000"],
      ]),
    ).toEqual(["name       n", "a          1", "longer  1000"]);
  });

  it("is not confused by colour", () => {
    const rows = [
      ["\u001b[31mab\u001b[39m", "1"],
      ["abcd", "2"],
    ];
    const lines = table([{ title: "", align: "left" }, { title: "" }], rows);
    expect(lines[1]).toBe("\u001b[31mab\u001b[39m    1");
    expect(lines[2]).toBe("abcd  2");
  });
});
