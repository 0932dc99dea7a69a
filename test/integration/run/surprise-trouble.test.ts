import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { readRunJson } from "../../support/run-json.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { lastJson, runCli, startCliWith } from "../cli/run-cli.ts";

/** A module that every thread loads first: it throws in the thread that judges surprise, `times` times. */
const saboteur = (marks: string, times: number): string => `
import { appendFileSync, existsSync, statSync } from "node:fs";
import { isMainThread, workerData } from "node:worker_threads";
const marks = ${JSON.stringify(marks)};
const isIts = !isMainThread && workerData && Object.keys(workerData).sort().join() === "engine,threads";
if (isIts && (existsSync(marks) ? statSync(marks).size : 0) < ${times}) {
  setTimeout(() => {
    appendFileSync(marks, "x");
    throw new Error("sabotaged");
  }, 1500);
}
`;

async function sabotagedRun(times: number) {
  const run = await tinyRun({ hasWorld: true });
  const module = join(run.folder, "saboteur.mjs");
  await writeFile(module, saboteur(join(run.folder, "marks"), times));
  const running = startCliWith(
    { NODE_OPTIONS: `--import=${pathToFileURL(module).href}` },
    ...["run", run.config, "--json", "--no-window"],
  );
  onTestFinished(() => {
    running.kill();
  });
  const hear = async (count: number): Promise<void> => {
    const args = ["--from", run.features, "--count", String(count), "--for", "20", "--json"];
    const { out } = await runCli("listen", ...args);
    expect(lastJson(out)).toMatchObject({ decoded: count, invalid: {} });
  };
  return { running, hear };
}

describe("a thread that judges surprise and crashes", () => {
  it("is started again, and no frame goes without its answer meanwhile", async () => {
    const { running, hear } = await sabotagedRun(1);
    await running.says("the thread that judges frames ended and is started again: sabotaged");
    await hear(5);
    await running.says("frames are judged again, by a new history");
    await hear(20);
    running.interrupt();
    const { code, out, err } = await running.ended;
    expect(code, err).toBe(0);
    const report = readRunJson(out);
    expect(report).not.toHaveProperty("failures");
    for (const sensor of ["camera", "lidar"]) {
      const { judged, missing } = report.surprise![sensor]!;
      expect(report.frames[sensor]!.dropped).not.toHaveProperty("inference-failed");
      expect(missing["failed"]).toBeGreaterThan(0);
      expect(judged).toBeGreaterThan(0);
      const total = Object.values(missing).reduce((sum, count) => sum + count, judged);
      expect(total).toBe(report.frames[sensor]!.used);
    }
  });

  it("again and again is left alone at the fourth time, which is a failure; features go on", async () => {
    const { running, hear } = await sabotagedRun(100);
    await running.says("sabotaged, for the 4th time; until the next start it stays away");
    await hear(10);
    running.interrupt();
    const { code, out, err } = await running.ended;
    expect(code, err).toBe(1);
    const { failures, frames } = readRunJson(out);
    expect(failures).toEqual([expect.stringContaining("for the 4th time")]);
    expect(frames["camera"]!.dropped).not.toHaveProperty("inference-failed");
    expect(err.match(/is started again/g)).toHaveLength(3);
  });
});
