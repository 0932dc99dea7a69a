import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openPipeline } from "../../../src/app/run.ts";
import { runReport } from "../../../src/app/run-report.ts";
import { loadDeviceConfig } from "../../../src/config/load.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { createLogger } from "../../../src/core/log.ts";
import { recogniseDevice } from "../../../src/runtime/recognise-device.ts";
import { machineFiles, zoneFiles } from "../../support/device-trees.ts";
import { folderOf } from "../../support/folder-of.ts";
import { readRunJson } from "../../support/run-json.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { startCliWith } from "../cli/run-cli.ts";

/** A machine that this test can heat: the whole of what `run` looks at. */
const coolMachine = {
  ...machineFiles({ cores: 2, totalMb: 16_000, availableMb: 9000 }),
  ...zoneFiles({ "cpu-thermal": 50 }),
};
const heat = (root: string, celsius: number): Promise<void> =>
  writeFile(join(root, "sys/class/thermal/thermal_zone0/temp"), `${1000 * celsius}\n`);

// Late frames and promotions are other tests' matter: what they cost would be counted as the heat's doing.
const onlyHeat = [
  "learn.health.everySteps=1000000",
  "learn.governor.deadlineMs=60000",
  "learn.governor.lateFraction=1",
  "publish=[]",
  "infer.queueMs=60000",
];

describe("a run on a machine that overheats", () => {
  it("trains more slowly within 2 s, goes on answering, and comes back", async () => {
    const root = await folderOf(coolMachine);
    const { config: file } = await tinyRun({ hasWorld: true });
    const device = await recogniseDevice({ root });
    const { config } = await loadDeviceConfig(file, { device, set: onlyHeat });
    const lines: string[] = [];
    const pipeline = await openPipeline({
      config,
      device,
      deviceRoot: root,
      clock: systemClock,
      log: createLogger({ level: "info", write: (line) => lines.push(line) }),
    });
    onTestFinished(() => pipeline.stop());
    const sensors = () => Object.values(pipeline.status().sensors);
    const steps = (): number => sensors().reduce((n, s) => n + (s.train?.steps ?? 0), 0);
    const answers = (): number => sensors().reduce((n, s) => n + (s.features?.published ?? 0), 0);
    /** Steps a second over `ms`, longer where a busy machine has not come to `atLeast` steps by then. */
    const rateOver = async (ms: number, atLeast = 0): Promise<number> => {
      const [before, startMs] = [steps(), performance.now()];
      await new Promise((resolve) => setTimeout(resolve, ms));
      await vi.waitUntil(() => steps() - before >= atLeast, { timeout: 15_000 });
      return ((steps() - before) * 1000) / (performance.now() - startMs);
    };

    await vi.waitUntil(() => steps() > 20, { timeout: 30_000 });
    const cool = await rateOver(2000, 10);
    expect(pipeline.status().governor).toMatchObject({ duty: 1, reasons: [] });

    // Three quarters of the way from the lower to the upper limit: a duty of a quarter.
    const { slowAtC, stopAtC } = config.learn.governor;
    await heat(root, slowAtC + 0.75 * (stopAtC - slowAtC));
    await vi.waitUntil(() => (pipeline.status().governor?.duty ?? 1) < 0.3, { timeout: 2000 });
    const warm = await rateOver(3000, 5);
    expect(warm).toBeLessThan(0.6 * cool);

    await heat(root, stopAtC + 3);
    await vi.waitUntil(() => pipeline.status().governor?.duty === 0, { timeout: 2000 });
    // The step in progress, of each sensor, is done to its end.
    await rateOver(500);
    const before = answers();
    expect(await rateOver(2000)).toBe(0);
    expect(answers() - before).toBeGreaterThan(10);

    await heat(root, 50);
    await vi.waitUntil(() => pipeline.status().governor?.duty === 1, { timeout: 12_000 });
    expect(await rateOver(2000, 10)).toBeGreaterThan(0.5 * cool);

    const { changes } = pipeline.status().governor!;
    expect(changes.some(({ to }) => to === 0)).toBe(true);
    expect(changes.at(-1)).toMatchObject({ to: 1, reasons: [] });
    expect(lines.join("\n")).toMatch(
      /training duty \d+ % → 0 %: cpu-thermal .* °C: training pauses/,
    );
    expect(runReport(pipeline)).toMatchObject({ governor: { duty: 1, reasons: [] } });
  });

  it("does not train on one that is hot from the start, and the report says what device it took itself to be on", async () => {
    const root = await folderOf({ ...coolMachine, ...zoneFiles({ "cpu-thermal": 110 }) });
    const { config } = await tinyRun({ hasWorld: true });
    const run = startCliWith(
      { SACCADE_DEVICE_ROOT: root },
      ...["run", config, "--for", "6", "--json", ...onlyHeat.flatMap((set) => ["--set", set])],
    );
    const { code, out, err } = await run.ended;
    expect(code, err).toBe(0);
    const report = readRunJson(out);
    expect(report.governor).toMatchObject({
      duty: 0,
      reasons: [expect.stringContaining("cpu-thermal 110.0 °C") as string],
      changes: [{ from: 1, to: 0 }],
    });
    expect(report.device).toMatchObject({
      profile: `cpu-${process.arch}`,
      recognisedBy: `architecture ${process.arch}`,
      settings: {
        "learn.threads": { value: 1, from: "configuration" },
        "infer.threads": { value: 1, from: "device profile" },
      },
    });
    expect(err).toMatch(/device profile cpu-\w+ .*learn\.threads 1 \(configured\)/);
    expect(report.features["camera"]!.published).toBeGreaterThan(10);
  });
});
