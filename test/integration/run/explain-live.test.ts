import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, it, onTestFinished } from "vitest";
import { tinyRun } from "../../support/tiny-run.ts";
import { lastJson, runCli, startCli } from "../cli/run-cli.ts";

it("explain --live explains the newest frame of a robot that runs, and says so when it hears none", async () => {
  const { folder, config, checkpoints } = await tinyRun({ hasWorld: true });
  const running = startCli("run", config, "--json", "--no-window");
  onTestFinished(() => {
    running.kill();
  });
  await running.says("camera: the encoder of step");
  await running.says("lidar: the encoder of step");
  const explain = (sensor: string) =>
    runCli(
      ...["explain", "--live", "3", "--checkpoint", checkpoints, "--sensor", sensor, "--json"],
      ...["--out", join(folder, `${sensor}.png`)],
    );
  const before = BigInt(Date.now()) * 1_000_000n;
  for (const sensor of ["camera", "lidar"]) {
    const { code, out, err } = await explain(sensor);
    expect(code, err).toBe(0);
    const found = lastJson(out);
    expect(found).toMatchObject({
      sensor,
      modelVersion: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      answer: expect.any(Number) as number,
    });
    expect(found["atS"]).toBeGreaterThan(0.5);
    expect(BigInt(found["stampNs"] as string)).toBeGreaterThan(before);
    const picture = await sharp(await readFile(join(folder, `${sensor}.png`))).metadata();
    expect(picture.format).toBe("png");
  }
  running.interrupt();
  expect((await running.ended).code).toBe(0);

  const silent = await explain("lidar");
  expect(silent.code).toBe(2);
  expect(silent.err).toMatch(/no frame of sensor 'lidar' came over tcp:.*\[SENSOR_SILENT\]/);
}, 90_000);

it.each([
  [["drive", "--at", "1", "--live", "2"], "--live: it takes the place of a recording and --at"],
  [[], "expected a recording and --at, or --live"],
  [["drive"], "expected a recording and --at, or --live"],
])("explain %j is refused", async (args, words) => {
  const { code, err } = await runCli("explain", ...args, "--checkpoint", "x", "--sensor", "y");
  expect(code).toBe(2);
  expect(err).toContain(words);
});
