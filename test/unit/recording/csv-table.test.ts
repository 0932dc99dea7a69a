import { describe, expect, it } from "vitest";
import { readCsvTable } from "../../../src/recording/csv-table.ts";
import { folderOf } from "../../support/folder-of.ts";

async function read(text: string) {
  return readCsvTable(`${await folderOf({ "t.csv": text })}/t.csv`);
}

describe("readCsvTable", () => {
  it("reads quoted cells with commas, quotes and line ends inside", async () => {
    const table = await read('a,b\n"1,5","say ""hi""\nthere"\n');
    expect(table.rows).toEqual([["1,5", 'say "hi"\nthere']]);
    expect(table.damage).toEqual([]);
  });

  it("keeps quotes in the middle of a cell", async () => {
    expect((await read('a,b\n5" pipe,2\n')).rows).toEqual([['5" pipe', "2"]]);
  });

  it("keeps the rows before a quote that is never closed, and says where it is", async () => {
    const table = await read('a,b\n1,2\n3,"4\n5,6\n');
    expect(table.rows).toEqual([["1", "2"]]);
    expect(table.damage).toEqual([expect.stringMatching(/broken quoting left out, at line \d/)]);
  });

  it("refuses a file that is not there or has no header", async () => {
    await expect(readCsvTable("/nowhere/t.csv")).rejects.toMatchObject({
      code: "RECORDING_INVALID",
    });
    await expect(read("\n\n")).rejects.toThrow(/t.csv cannot be read: it has no header row/);
  });
});
