import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { describe, expect, it, onTestFinished } from "vitest";
import { startEmbeddedBroker } from "../../../src/transport/embedded-broker.ts";
import { openTransport } from "../../../src/transport/index.ts";
import type { OutgoingMessage } from "../../../src/transport/transport.ts";
import { readRunJson } from "../../support/run-json.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { startCli } from "../cli/run-cli.ts";

const startNs = 1_700_000_000_000_000_000n;
const limits = { maxQueuedBytes: 64e6, maxMessageBytes: 1e6, connectTimeoutMs: 1500 };

/** Points on a circle of 5 m, the first `broken` of them without a position. */
function scan(broken: number): Uint8Array {
  const points = new Float32Array(4 * 100);
  for (let i = 0; i < 100; i++) {
    const angle = (2 * Math.PI * i) / 100;
    points.set([5 * Math.cos(angle), 5 * Math.sin(angle), 0, 0.5], 4 * i);
    if (i < broken) points[4 * i] = NaN;
  }
  return new Uint8Array(points.buffer);
}

async function senders(broker: string, lidar: string) {
  const [camera, points] = await Promise.all(
    [broker, lidar].map((url) => openTransport({ ...limits, url, role: "publisher" })),
  );
  onTestFinished(async () => {
    await Promise.all([camera!.close(), points!.close()]);
  });
  let tick = 0;
  const send = async (
    to: "camera" | "lidar",
    payload: Uint8Array,
    change: Partial<OutgoingMessage> = {},
  ): Promise<void> => {
    tick += 1;
    (to === "camera" ? camera : points)!.publish({
      topic: `saccade/v1/f/d/${to}/frame`,
      payload,
      stampNs: startNs + BigInt(tick) * 50_000_000n,
      sequence: tick,
      ...change,
    });
    // Apart, so that no frame is dropped only because another one was on its way.
    await sleep(80);
  };
  return { send, isHeard: () => points!.waitForSubscriber(10_000) };
}

describe("bad data on a live stream", () => {
  it("is counted under its reason, and the good frames after it are answered", async () => {
    const broker = await startEmbeddedBroker({
      host: "127.0.0.1",
      port: 0,
      maxMessageBytes: 32_000_000,
    });
    onTestFinished(() => broker.close());
    const { config, lidar } = await tinyRun({ broker: broker.url });
    const running = startCli("run", config, "--json", "--set", "infer.queueMs=5000");
    const { send, isHeard } = await senders(broker.url, lidar);
    await running.says("camera  in");
    expect(await isHeard()).toBe(true);

    const image = await sharp({
      create: { width: 64, height: 64, channels: 3, background: "#456" },
    })
      .jpeg()
      .toBuffer();
    const jpeg = new Uint8Array(image);
    await send("camera", jpeg);
    await send("camera", jpeg.slice(0, jpeg.length - 40));
    await send("camera", new Uint8Array(0));
    await send("camera", new TextEncoder().encode("this is no picture"));
    // Costs the connection it came over, which is made anew.
    await send("camera", new Uint8Array(10_000_000));
    await sleep(1500);
    await send("camera", jpeg);

    await send("lidar", scan(0));
    await send("lidar", scan(0).slice(0, 24));
    await send("lidar", scan(100));
    await send("lidar", new Uint8Array(0));
    await send("lidar", scan(0), { stampNs: startNs });
    await send("lidar", scan(7));
    await send("lidar", new Uint8Array(10_000_000));
    await sleep(1500);
    await send("lidar", scan(0));
    await send("camera", jpeg);
    await sleep(500);
    running.interrupt();
    const { code, out, err } = await running.ended;
    expect(code, err).toBe(0);
    const report = readRunJson(out);
    expect(report.failures).toBeUndefined();
    expect(report.frames["camera"]).toMatchObject({ received: 6, used: 3 });
    expect(report.frames["camera"]!.dropped).toEqual({
      "image-truncated": 1,
      "image-empty": 1,
      "image-wrong-encoding": 1,
    });
    expect(report.transport[broker.url]!.dropped).toEqual({ "message-too-large": 1 });
    expect(report.frames["lidar"]).toMatchObject({
      dropped: {
        "scan-length-not-multiple-of-16": 1,
        "scan-no-valid-points": 1,
        "scan-empty": 1,
        "stamp-in-the-past": 1,
      },
    });
    expect(report.frames["lidar"]!.notes["points-non-finite"]).toBe(7);
    expect(report.frames["lidar"]!.used).toBe(3);
    expect(report.transport[lidar]!.dropped).toMatchObject({ "message-too-large": 1 });
  });
});
