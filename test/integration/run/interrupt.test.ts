import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { currentCheckpoint } from "../../../src/learn/checkpoint/current-checkpoint.ts";
import { readRunJson } from "../../support/run-json.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { runCli, startCli } from "../cli/run-cli.ts";

/** Waits for a checkpoint of the camera other than those that are there. */
async function newCheckpoint(root: string): Promise<void> {
  const list = (): Promise<string[]> => readdir(join(root, "camera")).catch(() => []);
  const isStep = (name: string): boolean => name.startsWith("step-");
  const before = new Set(await list());
  while (!(await list()).some((name) => isStep(name) && !before.has(name))) await sleep(20);
}

const stepOf = (name: string | undefined): number => Number(name?.replace("step-", ""));

describe("Ctrl-C during saccade run", () => {
  it("once ends cleanly with a checkpoint, twice leaves at once with the last one whole; both go on from there", async () => {
    const { config, checkpoints } = await tinyRun({ hasWorld: true });
    const first = startCli("run", config, "--json");
    await newCheckpoint(checkpoints);
    first.interrupt();
    const ended = await first.ended;
    expect(ended.code).toBe(0);
    expect(ended.err).toContain("stopping; press Ctrl-C again to leave at once");
    const report = readRunJson(ended.out);
    const kept = await currentCheckpoint(checkpoints, "camera");
    expect(report.model.checkpoint).toBe(join(checkpoints, "camera", kept!));
    expect((await runCli("checkpoint", checkpoints, "verify")).code).toBe(0);

    const second = startCli("run", config, "--json");
    await newCheckpoint(checkpoints);
    second.interrupt();
    await second.says("stopping");
    second.interrupt();
    const cut = await second.ended;
    expect(cut.code).toBe(130);
    expect(cut.out).toBe("");
    const verified = await runCli("checkpoint", checkpoints, "verify");
    expect(verified).toMatchObject({ code: 0 });
    const later = await currentCheckpoint(checkpoints, "camera");
    expect(stepOf(later)).toBeGreaterThan(stepOf(kept));

    const third = await runCli("run", config, "--for", "2", "--json");
    expect(third.code).toBe(0);
    expect(readRunJson(third.out).model).toMatchObject({
      checkpoint: expect.stringContaining("camera") as string,
    });
    const last = await currentCheckpoint(checkpoints, "camera");
    expect(stepOf(last)).toBeGreaterThanOrEqual(stepOf(later));
  });
});
