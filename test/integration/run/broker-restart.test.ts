import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { mosquittoMissing, startMosquitto } from "../../support/mosquitto.ts";
import { readRunJson } from "../../support/run-json.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { lastJson, runCli, startCli } from "../cli/run-cli.ts";

const missing = mosquittoMissing === undefined ? "" : ` (skipped: ${mosquittoMissing})`;

describe.skipIf(mosquittoMissing !== undefined)(
  `a broker that dies and comes back${missing}`,
  () => {
    it("costs the frames of the gap, which are counted; features go on afterwards", async () => {
      const mosquitto = await startMosquitto();
      onTestFinished(() => mosquitto.stop());
      const { config, broker } = await tinyRun({
        broker: mosquitto.url,
        change: { simulator: { scene: "corridor", seed: 3 } },
      });
      const running = startCli("run", config, "--json");
      await running.says("camera  in");
      await sleep(1000);
      await mosquitto.kill();
      await sleep(1800);
      await mosquitto.restart();
      const heard = await runCli(
        ...["listen", "--from", broker, "--sensor", "camera", "--count", "5", "--for", "20"],
        "--json",
      );
      expect(heard.code, heard.err).toBe(0);
      expect(lastJson(heard.out)).toMatchObject({ decoded: 5, invalid: {} });
      running.interrupt();
      const { code, out, err } = await running.ended;
      expect(code, err).toBe(0);
      const report = readRunJson(out);
      // One connection takes frames in, the other sends features out.
      expect(report.transport[broker]!.reconnects).toBeGreaterThanOrEqual(2);
      expect(report.frames["camera"]!.missed).toBeGreaterThan(0);
      expect(report.frames["lidar"]!.missed).toBe(0);
      expect(report.features["lidar"]!.published).toBeGreaterThan(
        report.features["camera"]!.published,
      );
    });
  },
);
