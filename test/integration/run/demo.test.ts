import { createServer } from "node:net";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { filter, firstValueFrom } from "rxjs";
import { openTransport } from "../../../src/transport/index.ts";
import { readRunJson } from "../../support/run-json.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { lastJson, runCli, startCli, type CliRun } from "../cli/run-cli.ts";

async function isFree(url: string): Promise<boolean> {
  const server = createServer();
  server.listen(Number(new URL(url).port), "127.0.0.1");
  const [event] = await Promise.race([
    once(server, "listening").then(() => ["listening"]),
    once(server, "error").then(() => ["error"]),
  ]);
  server.close();
  return event === "listening";
}

/** Waits until the sensor's health, retained by the broker, tells its next-frame skill. */
async function healthWithSkill(broker: string, sensor: string): Promise<void> {
  const transport = await openTransport({
    ...{ url: broker, role: "subscriber", maxQueuedBytes: 1e6, maxMessageBytes: 1e6 },
    connectTimeoutMs: 10_000,
  });
  const told = transport
    .messages(`saccade/v1/f/d/${sensor}/health`)
    .pipe(filter(({ payload }) => new TextDecoder().decode(payload).includes('"nextFrame"')));
  await firstValueFrom(told, { defaultValue: undefined });
  await transport.close();
}

describe("saccade run with its own world and broker", () => {
  it("learns, promotes, and publishes to both transports what listen decodes; then lets go of all", async () => {
    const { config, checkpoints, broker, lidar, features } = await tinyRun({ hasWorld: true });
    const running = startCli(
      ...["run", config, "--json"],
      ...["--set", "sensors.camera.topic=robot/{device}/image"],
    );
    await running.says("embedded MQTT broker");
    const listen = (from: string, sensor: string): Promise<CliRun> =>
      runCli("listen", "--from", from, "--sensor", sensor, "--count", "40", "--json");
    const [overMqtt, overZeromq] = await Promise.all([
      listen(broker, "camera"),
      listen(features, "lidar"),
    ]);
    const heard = {
      received: 40,
      missed: 0,
      // 0 until an encoder is promoted.
      contractVersion: expect.any(Number) as number,
      dim: expect.any(Number) as number,
    };
    expect(lastJson(overMqtt.out)).toMatchObject({ invalid: {}, sensors: { camera: heard } });
    expect(lastJson(overZeromq.out)).toMatchObject({ invalid: {}, sensors: { lidar: heard } });

    // The trained encoders answer, and enough frames were seen to tell how well they predict.
    for (const sensor of ["camera", "lidar"]) {
      await running.says(`${sensor}: the encoder of step`);
      await healthWithSkill(broker, sensor);
    }
    running.interrupt();
    const { code, out, err } = await running.ended;
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(out.trimEnd().split("\n")).toHaveLength(1);
    const report = readRunJson(out);
    for (const sensor of ["camera", "lidar"]) {
      const { received, used } = report.frames[sensor]!;
      // What listen heard, and no more than came.
      expect(used).toBeGreaterThanOrEqual(40);
      expect(received).toBeGreaterThanOrEqual(used);
      expect(report.features[sensor]!.published).toBe(used);
      expect(report.health[sensor]!.dim).toBe(report.features[sensor]!.dim);
      expect(report.nextFrame[sensor]!.copyLast).toBeGreaterThan(0);
    }
    expect(Object.keys(report.train!.loss)).toEqual(["info-nce", "next-frame"]);
    expect(report.model.promotions).toBeGreaterThanOrEqual(2);
    expect(report.model.checkpoint).toContain(checkpoints);
    expect(report.transport[broker]).toMatchObject({ reconnects: 0, dropped: {} });
    expect(report.transport[features]!.sent).toBeGreaterThanOrEqual(80);
    expect(report).not.toHaveProperty("failures");
    for (const url of [broker, lidar, features]) expect(await isFree(url), url).toBe(true);
  });
});
