import { describe, expect, it } from "vitest";
import { openFrameSender, parseTarget } from "../../../../src/app/playback/frame-sender.ts";
import { createLogger } from "../../../../src/core/log.ts";
import { openTransport } from "../../../../src/transport/index.ts";
import type { IncomingMessage } from "../../../../src/transport/transport.ts";

const limits = { maxQueuedBytes: 1e6, maxMessageBytes: 1e6, connectTimeoutMs: 1000 };
const frame = { encoding: "kitti", stampNs: 5n, sequence: 3, payload: Uint8Array.of(1, 2) };

async function setup(targets: readonly string[], sensors = ["camera", "lidar"]) {
  const warnings: string[] = [];
  const log = createLogger({ level: "info", write: (line) => warnings.push(line) });
  const names = { fleet: "f", device: "d", sensors, log };
  return { warnings, sender: await openFrameSender(targets.map(parseTarget), names) };
}

async function collect(url: string) {
  const received: IncomingMessage[] = [];
  const transport = await openTransport({ url, role: "subscriber", ...limits });
  transport.messages("#").subscribe({
    next: (message) => received.push(message),
    error: (cause: unknown) => {
      throw cause;
    },
  });
  return { received, close: () => transport.close() };
}

describe("a target", () => {
  it.each([
    ["mqtt://host:1883", { url: "mqtt://host:1883" }],
    ["camera=mqtt://host", { sensor: "camera", url: "mqtt://host" }],
    ["tcp://host:1?bind=1", { url: "tcp://host:1?bind=1" }],
    ["front.left=tcp://host:1?bind=1", { sensor: "front.left", url: "tcp://host:1?bind=1" }],
  ])("is read from %s", (text, target) => {
    expect(parseTarget(text)).toEqual(target);
  });
});

describe("a frame sender", () => {
  it("sends a sensor to every target that takes it, with stamp, number and content type", async () => {
    const [all, lidarOnly] = await Promise.all([
      collect("inproc://sender-all"),
      collect("inproc://sender-lidar"),
    ]);
    const { sender } = await setup(["inproc://sender-all", "lidar=inproc://sender-lidar"]);
    expect(await sender.waitForSubscribers(1000)).toEqual([]);
    await sender.send({ ...frame, sensor: "camera" }, { isPatient: false });
    await sender.send({ ...frame, sensor: "lidar" }, { isPatient: true });
    await sender.close();
    expect(lidarOnly.received).toMatchObject([
      {
        topic: "saccade/v1/f/d/lidar/frame",
        stampNs: 5n,
        sequence: 3,
        contentType: "application/x-kitti-points",
      },
    ]);
    expect(all.received.map((m) => m.topic)).toEqual([
      "saccade/v1/f/d/camera/frame",
      "saccade/v1/f/d/lidar/frame",
    ]);
    expect(sender.totals()).toMatchObject({ frames: { camera: 1, lidar: 1 }, bytes: 6 });
    await Promise.all([all.close(), lidarOnly.close()]);
  });

  it("names the addresses that nobody listens on", async () => {
    const { sender } = await setup(["inproc://sender-nobody"]);
    expect(await sender.waitForSubscribers(10)).toEqual(["inproc://sender-nobody"]);
    await sender.close();
  });

  it("warns of a sensor that goes nowhere", async () => {
    const { sender, warnings } = await setup(["lidar=inproc://sender-x"]);
    expect(warnings.join()).toContain("no --to takes sensor 'camera'");
    await sender.close();
  });

  it("refuses a sensor that there is none of", async () => {
    await expect(setup(["radar=inproc://sender-y"])).rejects.toThrow(
      "with a sensor of camera, lidar for --to, received radar",
    );
  });
});
