import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { readRunJson } from "../../support/run-json.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { lastJson, runCli, startCli, startCliWith } from "../cli/run-cli.ts";

/** A module that every thread of the program loads first; the learner's then gets a broken sample. */
const saboteur = `
import { isMainThread, parentPort, workerData } from "node:worker_threads";
if (!isMainThread && workerData?.learners !== undefined) {
  setTimeout(() => parentPort.emit("message", { kind: "sample", sample: { sensor: "camera" } }), 4000);
}
`;

describe("trouble in the learner", () => {
  it("that ends its thread leaves the features going, is told, and makes the exit code 1", async () => {
    const { folder, config, features } = await tinyRun({ hasWorld: true });
    const module = join(folder, "saboteur.mjs");
    await writeFile(module, saboteur);
    const running = startCliWith(
      { NODE_OPTIONS: `--import=${pathToFileURL(module).href}` },
      ...["run", config, "--json"],
    );
    await running.says("the learner's thread ended");
    const heard = await runCli(
      ...["listen", "--from", features, "--count", "20", "--for", "20", "--json"],
    );
    expect(lastJson(heard.out)).toMatchObject({ decoded: 20, invalid: {} });
    running.interrupt();
    const { code, out, err } = await running.ended;
    expect(code, err).toBe(1);
    const report = readRunJson(out);
    expect(report.failures).toEqual([
      expect.stringMatching(/the learner's thread ended: .*LEARNER_CRASHED/),
    ]);
    expect(report.frames["camera"]!.notLearned).toBeGreaterThan(0);
    expect(err.match(/the learner's thread ended/g)).toHaveLength(1);
  });

  it("that keeps it from writing a checkpoint is a warning, and it goes on learning", async () => {
    const { config, checkpoints } = await tinyRun({ hasWorld: true });
    const running = startCli("run", config, "--json");
    const isKept = (): Promise<boolean> =>
      readdir(checkpoints).then(
        (names) => names.length === 2,
        () => false,
      );
    while (!(await isKept())) await sleep(20);
    await rm(checkpoints, { recursive: true, maxRetries: 20, retryDelay: 20 });
    await writeFile(checkpoints, "");
    await running.says("could not write the checkpoint");
    await sleep(500);
    running.interrupt();
    const { code, out, err } = await running.ended;
    expect(code, err).toBe(0);
    const report = readRunJson(out);
    expect(report).not.toHaveProperty("failures");
    expect(err).toMatch(/warn {2}camera: could not write the checkpoint .*camera.step-/);
    const [, lastFailed] = /.*could not write the checkpoint .*?step-0*(\d+)/s.exec(err)!;
    expect(report.train!.steps).toBeGreaterThanOrEqual(Number(lastFailed));
  });
});
