import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFolder } from "../../../../src/learn/checkpoint/create-folder.ts";

describe("createFolder", () => {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "create-folder-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("makes every folder on the way", async () => {
    await createFolder(join(root, "a", "b", "c"));
    expect((await stat(join(root, "a", "b", "c"))).isDirectory()).toBe(true);
  });

  it("leaves a folder that is there alone", async () => {
    await createFolder(root);
    await createFolder(root);
    expect(existsSync(root)).toBe(true);
  });

  it("refuses a path that leads through a file", async () => {
    await writeFile(join(root, "file"), "");
    await expect(createFolder(join(root, "file", "below"))).rejects.toThrow(/ENOTDIR|EEXIST/);
  });

  it.skipIf(!existsSync("/proc/self"))(
    "fails at once where no folder can ever appear",
    async () => {
      await expect(createFolder("/proc/nope/checkpoints")).rejects.toThrow(/ENOENT/);
    },
    2000,
  );
});
