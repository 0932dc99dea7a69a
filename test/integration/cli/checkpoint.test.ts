import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeCheckpoint } from "../../../src/learn/checkpoint/write-checkpoint.ts";
import { lastJson, runCli } from "./run-cli.ts";

let root: string;
const paths: string[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "saccade-checkpoints-"));
  for (const step of [50, 100, 150]) {
    const data = Float32Array.of(step, 2, 3);
    const { path } = await writeCheckpoint(root, {
      sensor: "camera",
      step,
      seed: 1,
      config: {},
      versions: {},
      state: { weight: { dtype: "float32", shape: [3], data } },
      modelTensors: ["weight"],
      extra: null,
    });
    paths.push(path);
  }
});
afterAll(() => rm(root, { recursive: true }));

describe("saccade checkpoint", () => {
  it("lists what is kept and which one answers", async () => {
    const { code, out } = await runCli("checkpoint", root, "--json");
    expect(code).toBe(0);
    expect(lastJson(out)).toMatchObject({
      checkpoints: [
        { sensor: "camera", step: 50, isCurrent: false },
        { step: 100, isCurrent: false },
        { step: 150, isCurrent: true },
      ],
    });
    expect((await runCli("checkpoint", root, "list")).out).toMatch(/\* +camera +150 +[0-9a-f]{16}/);
  });

  it("goes back to the one before, until there is none", async () => {
    expect(lastJson((await runCli("checkpoint", root, "rollback", "--json")).out)).toMatchObject({
      sensor: "camera",
      from: "step-00000150",
      to: "step-00000100",
    });
    expect((await runCli("checkpoint", root, "rollback")).code).toBe(0);
    const { code, err } = await runCli("checkpoint", root, "rollback");
    expect(code).toBe(2);
    expect(err).toContain("older than step-00000050");
  });

  it("finds a damaged one and says which file", async () => {
    expect((await runCli("checkpoint", root, "verify")).out).toContain("3 of 3 are whole");
    const file = join(paths[1]!, "state.bin");
    const bytes = await readFile(file);
    bytes[0]! ^= 1;
    await writeFile(file, bytes);
    const { code, out } = await runCli("checkpoint", root, "verify");
    expect(code).toBe(1);
    expect(out).toContain("2 of 3 are whole");
    expect(out).toContain(file);
  });

  it.each([
    [["/nowhere"], "expected a checkpoint in /nowhere, found none"],
    [["/nowhere", "burn"], "Allowed choices are list, verify, rollback"],
  ])("refuses %j", async (args, words) => {
    const { code, err } = await runCli("checkpoint", ...args);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});
