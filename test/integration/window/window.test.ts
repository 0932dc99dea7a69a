import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { twoSensorConfig } from "../../support/parse-config.ts";
import { connectDeaf, connectFoxglove } from "../../support/foxglove-client.ts";
import { lidarSample } from "../../support/samples.ts";
import { windowOf } from "../../support/window-of.ts";
import { openDoor } from "../../../src/window/door.ts";
import { pageProtocol } from "../../../src/window/wire.ts";

const rows = 64;
const columns = 1024;
const big = [
  `sensors.roof.rangeImage.rows=${rows}`,
  `sensors.roof.rangeImage.columns=${columns}`,
] as const;

const scan = lidarSample({
  ...{ ms: 0, height: rows, width: columns },
  pixel: (row, column) => 1 + ((row * 977 + column * 131) % 65_000),
});

/** A scan of the size that a robot's lidar has, and features of it. */
function frameAt(ms: number) {
  const sample = { ...scan, sensor: "roof", stampNs: BigInt(ms) * 1_000_000n };
  const embedding = Float32Array.from({ length: 256 }, (_, i) => Math.sin(i + ms));
  const answer = { embedding, grid: { rows: 2, columns: 8, channels: 16 }, version: "v1", step: 1 };
  const features = {
    ...{ sensor: "roof", sequence: ms, stampNs: sample.stampNs, ageMs: 3, contractVersion: 1 },
    ...{ modelVersion: "v1", embedding },
  };
  return [{ sample, answer }, features] as const;
}

describe("the window of a run", () => {
  it("costs the run nothing for viewers that never read, while another one is served", async () => {
    const { url, tell } = await windowOf({ set: big });
    const live = url.replace("http", "ws");
    const subscribe = JSON.stringify({
      op: "subscribe",
      subscriptions: [1, 2, 3, 4, 5].map((id) => ({ id, channelId: id })),
    });
    const deaf = await Promise.all([
      ...Array.from({ length: 3 }, () => connectDeaf(live, "foxglove.sdk.v1", [subscribe])),
      ...Array.from({ length: 2 }, () => connectDeaf(live, pageProtocol, [])),
    ]);
    const reader = await connectFoxglove(live, "foxglove.sdk.v1");
    const clouds = reader.messages("/roof/points", 20);
    await sleep(100);

    const play = async (frames: number): Promise<number[]> => {
      const tookMs: number[] = [];
      for (let i = 0; i < frames; i++) {
        const [frame, features] = frameAt(100 * i);
        const startMs = performance.now();
        tell.answered(frame, features);
        tookMs.push(performance.now() - startMs);
        await sleep(20);
      }
      return tookMs.sort((a, b) => a - b);
    };
    // A megabyte each: what sockets and queues hold for three deaf viewers is full after a few.
    await play(40);
    expect(await clouds).toHaveLength(20);
    reader.close();
    await sleep(50);
    // Now only deaf ones are there: nothing is made for them any more, and nothing is kept.
    const beforeMb = process.memoryUsage.rss() / 1e6;
    const tookMs = await play(40);
    expect(tookMs[20]).toBeLessThan(1);
    expect(process.memoryUsage.rss() / 1e6 - beforeMb).toBeLessThan(40);
    const metrics = await fetch(new URL("metrics", url)).then((response) => response.text());
    const dropped = Number(/^saccade_window_dropped_total (\d+)$/m.exec(metrics)?.[1]);
    expect(dropped).toBeGreaterThan(20);
    for (const socket of deaf) socket.terminate();
  });

  it("sends a page no more than its rate, whatever comes", async () => {
    const { url, tell } = await windowOf({
      set: [...big, "window.kilobitsPerSecond=200", "window.picturesPerSecond=30"],
    });
    const socket = new WebSocket(`${url.replace("http", "ws")}live`, pageProtocol);
    let bytes = 0;
    let pictures = 0;
    socket.on("message", (data: Buffer, isBinary) => {
      bytes += data.length;
      if (isBinary) pictures += 1;
    });
    await once(socket, "open");
    const startMs = performance.now();
    while (performance.now() - startMs < 2500) {
      tell.answered(...frameAt(Math.round(performance.now())));
      await sleep(30);
    }
    const seconds = (performance.now() - startMs) / 1000;
    expect(pictures).toBeGreaterThan(0);
    // The rate, and the second's worth that may go at once.
    expect(8 * bytes).toBeLessThan(1.05 * 200_000 * (seconds + 1));
    socket.close();
  });

  it("asks for nothing and encodes nothing while nobody looks", async () => {
    const { url, tell, asked } = await windowOf({ set: big });
    tell.answered(...frameAt(1));
    await sleep(1200);
    expect(asked).toEqual([]);
    const socket = new WebSocket(`${url.replace("http", "ws")}live`, pageProtocol);
    const [hello] = (await once(socket, "message")) as [Buffer];
    expect(JSON.parse(hello.toString())).toMatchObject({ kind: "hello", fleet: "f", device: "d" });
    socket.send("pause");
    socket.close();
  });

  it("turns away who brings no token, who asks for another protocol, and one viewer too many", async () => {
    const { url } = await windowOf({ token: "0123456789abcdef", set: ["window.maxViewers=1"] });
    const live = `${url.replace("http", "ws")}live`;
    const refusal = async (address: string, protocol: string): Promise<number> => {
      const socket = new WebSocket(address, protocol);
      socket.on("error", () => undefined);
      const [, response] = (await once(socket, "unexpected-response")) as [
        unknown,
        { statusCode: number },
      ];
      return response.statusCode;
    };
    const admitted = `${live}?token=0123456789abcdef`;
    expect(await refusal(live, pageProtocol)).toBe(401);
    expect(await refusal(admitted, "chat")).toBe(400);
    const first = new WebSocket(admitted, pageProtocol);
    await once(first, "open");
    expect(await refusal(admitted, pageProtocol)).toBe(503);
    first.close();
    expect((await fetch(new URL("metrics", url))).status).toBe(401);
    const headers = { Authorization: "Bearer 0123456789abcdef" };
    const metrics = await fetch(new URL("metrics", url), { headers });
    expect(metrics.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const health = await fetch(new URL("healthz", url));
    expect({ status: health.status, body: await health.json() }).toMatchObject({
      status: 200,
      body: { status: "ok", sensors: { front: "ok", roof: "ok" } },
    });
  });

  it("serves the page and nothing beside it, and says no to everything but GET", async () => {
    const { url } = await windowOf();
    const page = await fetch(url);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain('<div id="page">');
    for (const path of ["/../package.json", "/%2e%2e/open-window.js", "/assets/", "/nothing"]) {
      expect((await fetch(new URL(path, url))).status, path).toBe(404);
    }
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
  });

  it("lets go of everything when it is closed", async () => {
    const { url, window, observers } = await windowOf();
    const socket = new WebSocket(`${url.replace("http", "ws")}live`, pageProtocol);
    await once(socket, "open");
    const gone = once(socket, "close");
    await Promise.all([window.close(), window.close()]);
    await gone;
    expect(observers.size).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe("the window's address", () => {
  it("is the next free port when none is asked for, and refused when the one asked for is taken", async () => {
    const first = await openDoor({ host: "127.0.0.1", hasToken: false });
    const second = await openDoor({ host: "127.0.0.1", hasToken: false });
    onTestFinished(async () => {
      await Promise.all([first.close(), second.close()]);
    });
    const port = Number(new URL(first.url).port);
    expect(port).toBeGreaterThanOrEqual(18_840);
    expect(second.url).not.toBe(first.url);
    expect((await fetch(first.url)).status).toBe(503);
    await expect(openDoor({ host: "127.0.0.1", port, hasToken: false })).rejects.toMatchObject({
      code: "WINDOW_ADDRESS_IN_USE",
    });
  });

  it("needs a token where others can reach it, and has to be this machine's", async () => {
    await expect(openDoor({ host: "0.0.0.0", hasToken: false })).rejects.toMatchObject({
      code: "WINDOW_TOKEN_MISSING",
    });
    await expect(openDoor({ host: "203.0.113.7", hasToken: true })).rejects.toMatchObject({
      code: "WINDOW_ADDRESS_INVALID",
    });
    expect(twoSensorConfig().window).toMatchObject({ enabled: true, host: "127.0.0.1" });
  });
});
