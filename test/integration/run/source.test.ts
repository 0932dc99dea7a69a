import { rm } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { readRunJson } from "../../support/run-json.ts";
import { tinyCamera, tinyLidar, tinyRun } from "../../support/tiny-run.ts";
import { runCli } from "../cli/run-cli.ts";
import { makeSmallRecording } from "../cli/small-recording.ts";

describe("saccade run --source", () => {
  it("plays a recording to every sensor, whatever its topic, learns, and ends with it", async () => {
    const { config } = await tinyRun({
      change: {
        sensors: {
          camera: { ...tinyCamera, from: "mqtt://127.0.0.1:1", topic: "robot/+/image" },
          lidar: { ...tinyLidar, from: "tcp://127.0.0.1:1", topic: "points" },
        },
        publish: [],
      },
    });
    const { code, out, err } = await runCli(
      ...["run", config, "--source", "sim:corridor?seed=2&seconds=4", "--json"],
    );
    expect(code, err).toBe(0);
    const { frames, features, train } = readRunJson(out);
    for (const sensor of ["camera", "lidar"]) {
      expect(frames[sensor]).toMatchObject({ received: 40, missed: 0 });
      expect(frames[sensor]!.used).toBeGreaterThan(30);
      expect(features[sensor]!.published).toBe(frames[sensor]!.used);
    }
    expect(train!.steps).toBeGreaterThan(0);
  });

  it("leaves nothing out of a recording shorter than its own start", async () => {
    const folder = await makeSmallRecording(4);
    onTestFinished(() => rm(folder, { recursive: true }));
    const { config } = await tinyRun({ change: { publish: [] } });
    const { code, out, err } = await runCli("run", config, "--source", folder, "--json");
    expect(code, err).toBe(0);
    const report = readRunJson(out);
    expect(report.frames["camera"]).toMatchObject({ received: 4, used: 4 });
    expect(report.frames["lidar"]).toMatchObject({ received: 4 });
    expect(report).not.toHaveProperty("train");
  });

  it("refuses a recording with one stream for two sensors, naming them", async () => {
    const folder = await makeSmallRecording(2);
    onTestFinished(() => rm(folder, { recursive: true }));
    const camera = { ...tinyCamera, from: "inproc://camera" };
    const { config } = await tinyRun({ change: { sensors: { left: camera, right: camera } } });
    const { code, err } = await runCli("run", config, "--source", folder, "--set", "publish=[]");
    expect(code).toBe(2);
    expect(err).toMatch(/both left and right would be fed from .* 'image'/);
  });
});
