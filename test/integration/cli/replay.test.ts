import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  startEmbeddedBroker,
  type EmbeddedBroker,
} from "../../../src/transport/embedded-broker.ts";
import { openTransport } from "../../../src/transport/index.ts";
import type { IncomingMessage } from "../../../src/transport/transport.ts";
import { freePort } from "../../support/free-port.ts";
import { inStarts, lastJson, runCli, startCli } from "./run-cli.ts";
import { makeSmallRecording } from "./small-recording.ts";

const frames = 8;
const limits = { maxQueuedBytes: 1e6, maxMessageBytes: 1e6, connectTimeoutMs: 1500 };
let folder: string;
let broker: EmbeddedBroker;

beforeAll(async () => {
  folder = await makeSmallRecording(frames);
  broker = await startEmbeddedBroker({ host: "127.0.0.1", port: 0, maxMessageBytes: 1e6 });
});
afterAll(async () => {
  await broker.close();
  await rm(folder, { recursive: true });
});

async function collect(url: string) {
  const transport = await openTransport({ url, role: "subscriber", ...limits });
  const messages: IncomingMessage[] = [];
  transport.messages("saccade/v1/#").subscribe({
    next: (m) => messages.push(m),
    error: (cause: unknown) => {
      throw cause;
    },
  });
  return { messages, close: () => transport.close() };
}

describe("saccade info", () => {
  it("tells what is inside", async () => {
    const { code, out } = await runCli("info", folder, "--json");
    expect(code).toBe(0);
    expect(lastJson(out)).toMatchObject({
      format: "frames-csv",
      streams: [
        { name: "image", modality: "camera", encoding: "jpeg", frames },
        { name: "scan", modality: "lidar", encoding: "kitti", frames },
      ],
      labels: [{ name: "speed", values: frames, min: 0 }],
      damage: [],
    });
    expect((await runCli("info", folder)).out).toMatch(/image +camera +jpeg +8 +20\.0\/s/);
  });
});

describe("saccade replay", () => {
  it("sends every frame of every stream at its pace, camera over MQTT and lidar over ZeroMQ", async () => {
    const lidarUrl = `tcp://127.0.0.1:${await freePort()}`;
    const [camera, lidar] = await Promise.all([collect(broker.url), collect(lidarUrl)]);
    const run = await runCli(
      "replay",
      folder,
      "--to",
      `camera=${broker.url}`,
      "--to",
      `lidar=${lidarUrl}`,
      "--json",
    );
    expect(run).toMatchObject({ code: 0 });
    const totals = lastJson(run.out);
    expect(totals).toMatchObject({
      frames: { camera: frames, lidar: frames },
      sent: 2 * frames,
      dropped: {},
    });
    expect(totals["seconds"]).toBeGreaterThanOrEqual((frames - 1) * 0.05 - 0.01);

    expect(camera.messages.map((m) => m.topic)).toEqual(
      Array<string>(frames).fill("saccade/v1/local/robot/camera/frame"),
    );
    expect(
      lidar.messages.map(({ topic, contentType, stampNs, sequence }) => ({
        topic,
        contentType,
        stampNs,
        sequence,
      })),
    ).toEqual(
      Array.from({ length: frames }, (_, i) => ({
        topic: "saccade/v1/local/robot/lidar/frame",
        contentType: expect.stringContaining("kitti") as string,
        stampNs: BigInt(1000 + i * 50) * 1_000_000n,
        sequence: i,
      })),
    );
    expect(new Float32Array(lidar.messages[3]!.payload.slice().buffer)).toEqual(
      Float32Array.of(3, 1, 2, 0.5),
    );
    await Promise.all([camera.close(), lidar.close()]);
  });

  it("goes on in time and number from loop to loop, as fast as it goes when asked to", async () => {
    const url = `tcp://127.0.0.1:${await freePort()}`;
    const { messages, close } = await collect(url);
    const run = await runCli(
      "replay",
      folder,
      "--to",
      url,
      "--as",
      "scan=top",
      "--fleet",
      "f",
      "--device",
      "d",
      "--rate",
      "max",
      "--loop",
      "3",
      "--json",
    );
    expect(run.code).toBe(0);
    const top = messages.filter((m) => m.topic === "saccade/v1/f/d/top/frame");
    expect(top.map((m) => m.sequence)).toEqual(Array.from({ length: 3 * frames }, (_, i) => i));
    const gapsMs = top.slice(1).map((m, i) => Number(m.stampNs! - top[i]!.stampNs!) / 1e6);
    expect(new Set(gapsMs)).toEqual(new Set([50]));
    await close();
  });

  it("says so when nobody listens, and sends all the same", async () => {
    const url = `tcp://127.0.0.1:${await freePort()}`;
    const run = await runCli(
      "replay",
      folder,
      "--to",
      url,
      "--wait",
      "0.2",
      "--rate",
      "max",
      "--json",
    );
    expect(run.code).toBe(0);
    expect(run.err).toContain(`nobody listens on ${url} yet`);
  });

  it("stops cleanly at Ctrl-C", async () => {
    const running = startCli("replay", folder, "--to", broker.url, "--loop", "100", "--json");
    await running.says("camera");
    running.interrupt();
    const { code, out, err } = await running.ended;
    expect(code).toBe(0);
    expect(err).toContain("stopping; press Ctrl-C again to leave at once");
    expect(lastJson(out)["sent"]).toBeGreaterThan(0);
  });

  it.each([
    [["--to", "mqtt://127.0.0.1:1"], "no broker answered at mqtt://127.0.0.1:1"],
    [["--to", "carrier-pigeon://x"], "carrier-pigeon://x"],
    [["--to", "radar=mqtt://127.0.0.1:1"], "with a sensor of camera, lidar"],
    [["--to", "mqtt://127.0.0.1:1", "--rate", "0"], "expected 'max' or a number above 0"],
    [["--to", "mqtt://127.0.0.1:1", "--loop", "1.5"], "expected a whole number, at least 1"],
    [[], "required option '--to <url>' not specified"],
  ])("with %j is refused by name, at once", async (args, words) => {
    const { code, err, starts } = await inStarts(runCli("replay", folder, ...args));
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(starts).toBeLessThan(12);
  });
});
