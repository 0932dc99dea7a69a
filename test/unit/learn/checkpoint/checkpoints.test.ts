import { mkdir, readdir, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { currentCheckpoint } from "../../../../src/learn/checkpoint/current-checkpoint.ts";
import { listCheckpoints } from "../../../../src/learn/checkpoint/list-checkpoints.ts";
import { markPromoted, promotedNames } from "../../../../src/learn/checkpoint/promoted.ts";
import { pruneCheckpoints } from "../../../../src/learn/checkpoint/prune-checkpoints.ts";
import { readCheckpoint } from "../../../../src/learn/checkpoint/read-checkpoint.ts";
import { rollback } from "../../../../src/learn/checkpoint/rollback.ts";
import { verifyCheckpoint } from "../../../../src/learn/checkpoint/verify-checkpoint.ts";
import { writeCheckpoint } from "../../../../src/learn/checkpoint/write-checkpoint.ts";
import { checkpointContent } from "../../../support/checkpoint-content.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** A process id that no process has: above the largest that Linux gives. */
const deadPid = 2 ** 22 + 1;

async function rootWith(...steps: readonly number[]): Promise<string> {
  const root = await temporaryFolder();
  for (const step of steps) await writeCheckpoint(root, checkpointContent({ step }));
  return root;
}

async function changeByte(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] = bytes[at]! ^ 0x10;
  await writeFile(path, bytes);
}

describe("a checkpoint", () => {
  it("gives back exactly what was written", async () => {
    const root = await temporaryFolder();
    const content = checkpointContent();
    const written = await writeCheckpoint(root, content);
    const read = await readCheckpoint(root, "camera");
    expect(written.path).toBe(join(root, "camera", "step-00000050"));
    expect(read.path).toBe(written.path);
    expect(read.state).toEqual(content.state);
    expect(read.manifest).toMatchObject({
      config: content.config,
      extra: content.extra,
      versions: content.versions,
      modelVersion: written.modelVersion,
    });
    for (const entry of read.manifest.tensors) expect(entry.offset % 64).toBe(0);
  });

  it("has the same bytes for the same content", async () => {
    const paths = await Promise.all(
      [0, 1].map(
        async () => (await writeCheckpoint(await temporaryFolder(), checkpointContent())).path,
      ),
    );
    for (const file of ["state.bin", "manifest.json"]) {
      const [a, b] = await Promise.all(paths.map((path) => readFile(join(path, file))));
      expect(a).toEqual(b);
    }
  });

  it("replaces one of the same step", async () => {
    const root = await rootWith(50);
    await writeCheckpoint(root, checkpointContent({ step: 50, value: 7 }));
    const { state } = await readCheckpoint(root, "camera");
    expect(state).toEqual(checkpointContent({ step: 50, value: 7 }).state);
    expect((await readdir(join(root, "camera"))).sort()).toEqual(["current", "step-00000050"]);
  });

  it.each([
    ["state.bin", "a changed byte", (path: string) => changeByte(path, 3), /state\.bin.*hash/],
    ["state.bin", "a missing end", (path: string) => truncate(path, 100), /100 bytes/],
    ["manifest.json", "a changed byte", (path: string) => changeByte(path, 30), /manifest\.json/],
    ["manifest.json", "nothing in it", (path: string) => truncate(path, 0), /manifest\.json/],
  ])(
    "with %s that has %s is named as invalid, nothing else is read",
    async (file, _, damage, words) => {
      const root = await rootWith(25, 50);
      const path = join(root, "camera", "step-00000050");
      await damage(join(path, file));
      await expect(readCheckpoint(root, "camera")).rejects.toMatchObject({
        code: "CHECKPOINT_INVALID",
        message: expect.stringMatching(words) as string,
      });
      expect(await verifyCheckpoint(path)).toMatch(words);
      expect((await readCheckpoint(root, "camera", { step: 25 })).manifest.step).toBe(25);
    },
  );

  it("is refused under the name of another step", async () => {
    const root = await rootWith(25);
    const folder = join(root, "camera");
    await rename(join(folder, "step-00000025"), join(folder, "step-00000026"));
    expect(await verifyCheckpoint(join(folder, "step-00000026"))).toMatch(/of step 25/);
  });

  it("that is not there is missed by name", async () => {
    const root = await rootWith(25);
    const missing = { code: "CHECKPOINT_MISSING" };
    await expect(readCheckpoint(root, "lidar")).rejects.toMatchObject(missing);
    await expect(readCheckpoint(root, "camera", { step: 26 })).rejects.toMatchObject({
      ...missing,
      message: expect.stringContaining("step-00000026") as string,
    });
  });

  it("that cannot be written names the path and the cause", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    await expect(writeCheckpoint(file, checkpointContent())).rejects.toMatchObject({
      code: "CHECKPOINT_WRITE_FAILED",
      message: expect.stringMatching(/file.camera.step-00000050: ENOTDIR/) as string,
    });
  });

  it.each([
    { change: { sensor: "../camera" } },
    { change: { sensor: ".." } },
    { change: { sensor: "" } },
    { change: { step: -1 } },
    { change: { step: 1.5 } },
    { change: { modelTensors: ["encoder/wait"] } },
  ])("is refused with $change, and nothing is written", async ({ change }) => {
    const root = await temporaryFolder();
    const content = { ...checkpointContent(), ...change };
    await expect(writeCheckpoint(root, content)).rejects.toMatchObject({ code: "OPTION_INVALID" });
    expect(await readdir(root)).toEqual([]);
  });

  it("whose config is no JSON leaves nothing behind", async () => {
    const root = await rootWith(25);
    const content = { ...checkpointContent(), config: { big: 1n } };
    await expect(writeCheckpoint(root, content)).rejects.toMatchObject({
      code: "CHECKPOINT_WRITE_FAILED",
    });
    expect((await readdir(join(root, "camera"))).sort()).toEqual(["current", "step-00000025"]);
  });
});

describe("the current checkpoint", () => {
  it("is the last one written", async () => {
    expect(await currentCheckpoint(await rootWith(25, 50), "camera")).toBe("step-00000050");
    expect(await currentCheckpoint(await temporaryFolder(), "camera")).toBeUndefined();
  });

  it.each(["", "step-00000099\n"])(
    "is the newest whole one when the file says %j",
    async (text) => {
      const root = await rootWith(25, 50, 75);
      await writeFile(join(root, "camera", "current"), text);
      await truncate(join(root, "camera", "step-00000075", "state.bin"), 10);
      expect(await currentCheckpoint(root, "camera")).toBe("step-00000050");
    },
  );

  it("goes back one whole checkpoint at each rollback, until none is older", async () => {
    const root = await rootWith(10, 25, 50, 75);
    await truncate(join(root, "camera", "step-00000050", "state.bin"), 10);
    expect(await rollback(root, "camera")).toEqual({ from: "step-00000075", to: "step-00000025" });
    expect((await readCheckpoint(root, "camera")).manifest.step).toBe(25);
    expect(await rollback(root, "camera")).toEqual({ from: "step-00000025", to: "step-00000010" });
    await expect(rollback(root, "camera")).rejects.toMatchObject({ code: "CHECKPOINT_MISSING" });
    expect(await currentCheckpoint(root, "camera")).toBe("step-00000010");
  });

  it("can be left by a rollback even when it is damaged", async () => {
    const root = await rootWith(25, 50);
    await truncate(join(root, "camera", "step-00000050", "manifest.json"), 10);
    await rollback(root, "camera");
    expect((await readCheckpoint(root, "camera")).manifest.step).toBe(25);
  });
});

describe("promoted encoders", () => {
  const promote = async (root: string, step: number): Promise<void> => {
    const { path, manifest } = await readCheckpoint(root, "camera", { step });
    await markPromoted(path, { modelVersion: manifest.modelVersion, promotedMs: 0 });
  };

  it("are gone back to, past checkpoints that never answered, and never answer again", async () => {
    const root = await rootWith(10, 20, 30, 40, 50);
    for (const step of [10, 30, 40]) await promote(root, step);
    expect(await rollback(root, "camera")).toEqual({ from: "step-00000040", to: "step-00000030" });
    expect(await currentCheckpoint(root, "camera")).toBe("step-00000030");
    const folder = join(root, "camera");
    expect(await promotedNames(folder, undefined)).toEqual(["step-00000010", "step-00000030"]);
    expect(await rollback(root, "camera")).toEqual({ from: "step-00000030", to: "step-00000010" });
    await expect(rollback(root, "camera")).rejects.toMatchObject({ code: "CHECKPOINT_MISSING" });
  });

  it("are passed over where a bit of their weights was turned", async () => {
    const root = await rootWith(10, 20, 30);
    for (const step of [10, 20, 30]) await promote(root, step);
    const state = join(root, "camera", "step-00000020", "state.bin");
    const bytes = await readFile(state);
    bytes[7]! ^= 1;
    await writeFile(state, bytes);
    expect(await rollback(root, "camera")).toEqual({ from: "step-00000030", to: "step-00000010" });
  });

  it.each(["", '{"modelVersion":"0123', '{"modelVersion":"0123456789abcdef","promotedMs":0}'])(
    "are those whose mark is whole and of their own weights, not %j",
    async (mark) => {
      const root = await rootWith(10, 20);
      await promote(root, 10);
      await writeFile(join(root, "camera", "step-00000020", "promoted.json"), mark);
      expect(await promotedNames(join(root, "camera"), undefined)).toEqual(["step-00000010"]);
    },
  );

  it("are kept when newer checkpoints that never answered push the others out", async () => {
    const root = await rootWith(10, 20, 30, 40, 50);
    for (const step of [10, 20]) await promote(root, step);
    expect(await pruneCheckpoints(root, "camera", { keep: 1 })).toEqual([
      "step-00000010",
      "step-00000030",
      "step-00000040",
    ]);
  });
});

describe("kept checkpoints", () => {
  it("are listed by sensor and step, with what is wrong with a damaged one", async () => {
    const root = await rootWith(25, 50);
    await writeCheckpoint(root, checkpointContent({ sensor: "lidar", step: 5 }));
    await truncate(join(root, "camera", "step-00000025", "state.bin"), 10);
    const list = await listCheckpoints(root);
    expect(list.map((c) => [c.sensor, c.step, c.isCurrent])).toEqual([
      ["camera", 25, false],
      ["camera", 50, true],
      ["lidar", 5, true],
    ]);
    expect(list[0]!.problem).toMatch(/10 bytes/);
    expect(list[1]!.modelVersion).toMatch(/^[0-9a-f]{16}$/);
    expect(list[1]!.sizeBytes).toBeGreaterThan(0);
    expect(await listCheckpoints(join(root, "nothing"))).toEqual([]);
  });

  it("are pruned to the newest, and never the current one", async () => {
    const root = await rootWith(10, 20, 30, 40);
    await rollback(root, "camera");
    await rollback(root, "camera");
    expect(await pruneCheckpoints(root, "camera", { keep: 1 })).toEqual([
      "step-00000010",
      "step-00000030",
    ]);
    expect((await listCheckpoints(root)).map((c) => c.step)).toEqual([20, 40]);
    expect(await currentCheckpoint(root, "camera")).toBe("step-00000020");
    await expect(pruneCheckpoints(root, "camera", { keep: 0 })).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
  });
});

describe("what a dead writer left", () => {
  it("goes at the next open, and a live writer's stays", async () => {
    const root = await rootWith(25);
    const folder = join(root, "camera");
    const dead = `.new-step-00000050-${deadPid}-0badf00d-1`;
    const earlierSelf = `.new-step-00000050-${process.pid}-0badf00d-1`;
    const live = `.new-step-00000050-${process.ppid}-0badf00d-1`;
    for (const name of [dead, earlierSelf, live]) await mkdir(join(folder, name));
    await readCheckpoint(root, "camera");
    expect((await readdir(folder)).sort()).toEqual([live, "current", "step-00000025"]);
  });

  it("comes back when it was moved aside and nothing took its place", async () => {
    const root = await rootWith(25, 50);
    const folder = join(root, "camera");
    await rename(
      join(folder, "step-00000050"),
      join(folder, `.old-step-00000050-${deadPid}-0badf00d-1`),
    );
    expect((await readCheckpoint(root, "camera")).manifest.step).toBe(50);
  });

  it("goes when it was moved aside and its successor is there", async () => {
    const root = await rootWith(50);
    const folder = join(root, "camera");
    await mkdir(join(folder, `.old-step-00000050-${deadPid}-0badf00d-1`));
    expect((await readCheckpoint(root, "camera")).manifest.step).toBe(50);
    expect((await readdir(folder)).sort()).toEqual(["current", "step-00000050"]);
  });
});
