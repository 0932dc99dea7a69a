import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openResultsFolder } from "../../../../src/bench/quality/results-folder.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-quality-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const measured = { scores: { place: 0.5 }, readings: { rankMe: 12 }, reasons: ["rank"] };

describe("the folder of results", () => {
  it("finds what was kept under the same key, and nothing under another", async () => {
    const results = await openResultsFolder(join(folder, "a", "b"));
    await results.keep("camera-recipe-1", "600 s", measured);
    expect(await results.find("camera-recipe-1", "600 s")).toEqual(measured);
    expect(await results.find("camera-recipe-1", "60 s")).toBeUndefined();
    expect(await results.find("camera-recipe-2", "600 s")).toBeUndefined();
  });

  it("measures again what was cut short or is of another form", async () => {
    const results = await openResultsFolder(folder);
    for (const text of ['{"key": "k", "measure', '{"key":"k","measurement":{"scores":[1]}}']) {
      await writeFile(join(folder, "half.json"), text);
      expect(await results.find("half", "k")).toBeUndefined();
    }
  });

  it("writes a page beside them", async () => {
    const results = await openResultsFolder(folder);
    await results.write("quality.md", "# page\n");
    expect(await readFile(join(folder, "quality.md"), "utf8")).toBe("# page\n");
  });

  it("refuses a folder that cannot be, naming the option", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(openResultsFolder(join(folder, "file", "below"))).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining("--folder") as string,
    });
  });
});
