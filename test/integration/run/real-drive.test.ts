import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mosquittoMissing, startMosquitto, type Mosquitto } from "../../support/mosquitto.ts";
import { readRunJson } from "../../support/run-json.ts";
import { sharedData, sharedDataSuite } from "../../support/shared-data.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { lastJson, runCli, startCli } from "../cli/run-cli.ts";

const drive = "dev/kitti_stop_sync";
const { isAbsent, note } = sharedDataSuite(drive);
const missing = mosquittoMissing === undefined ? "" : ` (skipped: ${mosquittoMissing})`;

describe.skipIf(isAbsent || mosquittoMissing !== undefined)(
  `a real drive, camera over mosquitto and lidar over ZeroMQ${note}${missing}`,
  () => {
    let mosquitto: Mosquitto;
    beforeAll(async () => {
      mosquitto = await startMosquitto();
    });
    afterAll(() => mosquitto.stop());

    it("is received, every frame accounted for, and answered; another process decodes the features", async () => {
      const { config, broker, lidar, features } = await tinyRun({
        broker: mosquitto.url,
        change: { device: "robot", fleet: "local" },
      });
      const running = startCli("run", config, "--json");
      const listening = startCli(
        ...["listen", "--from", broker, "--from", features, "--for", "40", "--json"],
      );
      await running.says("camera  in");
      const replay = await runCli(
        ...["replay", sharedData(drive), "--to", `camera=${broker}`, "--to", `lidar=${lidar}`],
        ...["--json", "--wait", "20"],
      );
      expect(replay.code, replay.err).toBe(0);
      running.interrupt();
      listening.interrupt();
      const [run, heard] = await Promise.all([running.ended, listening.ended]);
      expect(run.code, run.err).toBe(0);

      const sent = lastJson(replay.out)["frames"] as Record<string, number>;
      const report = readRunJson(run.out);
      const { invalid, sensors } = lastJson(heard.out) as {
        invalid: object;
        sensors: Record<string, { received: number; missed: number }>;
      };
      expect(invalid).toEqual({});
      for (const sensor of ["camera", "lidar"]) {
        const { received, used } = report.frames[sensor]!;
        expect(received).toBeGreaterThan(0.9 * sent[sensor]!);
        expect(used).toBeGreaterThan(0.8 * received);
        expect(report.features[sensor]!.published).toBeGreaterThanOrEqual(0.95 * used);
        // Over both transports; the one that subscribed late has missed the beginning.
        expect(sensors[sensor]!.received).toBeGreaterThan(used);
        expect(sensors[sensor]!.missed).toBe(0);
      }
      expect(report.train!.steps).toBeGreaterThan(10);
    });
  },
);
