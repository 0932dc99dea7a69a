import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createDeviceFiles } from "../../../../src/runtime/senses/device-files.ts";
import { folderOf } from "../../../support/folder-of.ts";

describe("device files", () => {
  it("are absent, not errors, when they cannot be read", async () => {
    const files = createDeviceFiles({ root: await folderOf({ "folder/file": "text\n" }) });
    expect(await files.text("folder/file")).toBe("text");
    expect(await files.text("nothing")).toBeUndefined();
    expect(await files.text("folder")).toBeUndefined();
    expect(await files.list("folder/file")).toEqual([]);
    expect(await files.list("nothing")).toEqual([]);
  });

  it("are numbers only when nothing else is in them", async () => {
    const root = await folderOf({ a: "-256000\n", b: "12x", c: "", d: "1e9", e: "\0\0", f: "3.5" });
    const files = createDeviceFiles({ root });
    const read = ["a", "b", "c", "d", "e", "f"].map((name) => files.number(name));
    expect(await Promise.all(read)).toEqual([
      -256000,
      undefined,
      undefined,
      undefined,
      undefined,
      3.5,
    ]);
  });

  it("are read to a bound, however large", async () => {
    const files = createDeviceFiles({ root: await folderOf({ huge: "x".repeat(3_000_000) }) });
    expect((await files.text("huge"))!.length).toBeLessThanOrEqual(262_144);
  });

  it("that do not answer are skipped, and left alone until they do", async () => {
    const root = await folderOf({ other: "1" });
    // Opening a pipe that nobody writes to waits, as a driver that hangs does.
    await promisify(execFile)("mkfifo", [join(root, "pipe")]);
    const files = createDeviceFiles({ root, timeoutMs: 30 });
    const startMs = performance.now();
    expect(await files.text("pipe")).toBeUndefined();
    expect(performance.now() - startMs).toBeLessThan(1000);
    const againMs = performance.now();
    expect(await files.text("pipe")).toBeUndefined();
    expect(performance.now() - againMs).toBeLessThan(20);
    expect(await files.text("other")).toBe("1");
    await writeFile(join(root, "pipe"), "late");
  });

  it("that do not change are read once they are there, and once only", async () => {
    const root = await folderOf({});
    const files = createDeviceFiles({ root });
    expect(await files.fixed("name")).toBeUndefined();
    await writeFile(join(root, "name"), "first");
    expect(await files.fixed("name")).toBe("first");
    await writeFile(join(root, "name"), "second");
    expect(await files.fixed("name")).toBe("first");
    expect(await files.text("name")).toBe("second");
  });

  it("are listed in natural order and to a bound", async () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`folder/zone${n}`, ""]));
    const files = createDeviceFiles({ root: await folderOf(many) });
    const names = await files.list("folder");
    expect(names.slice(0, 3)).toEqual(["zone0", "zone1", "zone2"]);
    expect(names).toHaveLength(64);
  });
});
