import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recordedFile } from "../../../src/recording/recorded-file.ts";
import { folderOf } from "../../support/folder-of.ts";

describe("recordedFile", () => {
  it.each(["images/1.jpg", "./images/1.jpg", "images\\1.jpg", "images/../images/1.jpg"])(
    "finds %j inside the folder",
    async (written) => {
      const folder = await folderOf({ "images/1.jpg": "x" });
      expect(await recordedFile(folder, written)).toEqual({ path: join(folder, "images/1.jpg") });
    },
  );

  it.each(["../1.jpg", "images/../../1.jpg", "..\\1.jpg", "/etc/passwd", "C:\\1.jpg", "a\0b.jpg"])(
    "refuses %j, which leads out of the folder",
    async (written) => {
      const folder = await folderOf({});
      expect(await recordedFile(folder, written)).toEqual({ problem: "escapes" });
    },
  );

  it("calls a folder and an absent file missing", async () => {
    const folder = await folderOf({});
    await mkdir(join(folder, "1.jpg"));
    expect(await recordedFile(folder, "1.jpg")).toEqual({ problem: "missing" });
    expect(await recordedFile(folder, "2.jpg")).toEqual({ problem: "missing" });
  });
});
