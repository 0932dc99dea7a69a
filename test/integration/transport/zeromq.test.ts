import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Publisher, Subscriber } from "zeromq";
import type { IncomingMessage } from "../../../src/transport/transport.ts";
import { freePort } from "../../support/free-port.ts";
import { closing, open } from "../../support/opened-transports.ts";

async function listening(url: string, filter = "#") {
  const transport = await open("subscriber", url);
  const received: IncomingMessage[] = [];
  transport.messages(filter).subscribe({
    next: (message) => received.push(message),
    error: expect.unreachable,
  });
  return { transport, received };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("ZeroMQ addresses", () => {
  it("a port of * becomes a real one", async () => {
    const publisher = await open("publisher", "tcp://127.0.0.1:*");
    expect(publisher.url).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const { received } = await listening(publisher.url);
    expect(await publisher.waitForSubscriber(5000)).toBe(true);
    publisher.publish({ topic: "a", payload: bytes("x") });
    await expect.poll(() => received.length).toBe(1);
  });

  it("counts the subscribers that knocked while it bound, and goes on counting", async () => {
    // Whether one comes before the binding is over is chance.
    for (let round = 0; round < 100; round++) {
      const url = `tcp://127.0.0.1:${(await freePort()).toString()}`;
      const early = Array.from({ length: 4 }, () => {
        const options = { reconnectInterval: 1, reconnectMaxInterval: 1, linger: 0 };
        const socket = new Subscriber(options);
        socket.connect(url);
        socket.subscribe("a", "b", "c");
        return socket;
      });
      const publisher = await open("publisher", url);
      expect(await publisher.waitForSubscriber(5000)).toBe(true);
      await publisher.close();
      for (const socket of early) socket.close();
    }
  });

  it("a port in use is an error that names it, at once", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => server.close());
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const url = `tcp://127.0.0.1:${port.toString()}`;
    const startMs = performance.now();
    await expect(open("publisher", url)).rejects.toMatchObject({
      code: "TRANSPORT_ADDRESS_IN_USE",
      message: expect.stringContaining(url) as string,
    });
    expect(performance.now() - startMs).toBeLessThan(4000);
  });

  it("a socket file in use is an error and stays its owner's", async () => {
    const url = `ipc://${join(tmpdir(), `${randomUUID()}.sock`)}`;
    const owner = await open("publisher", url);
    await expect(open("publisher", url)).rejects.toMatchObject({
      code: "TRANSPORT_ADDRESS_IN_USE",
    });
    const { received } = await listening(url);
    expect(await owner.waitForSubscriber(5000)).toBe(true);
    owner.publish({ topic: "a", payload: bytes("x") });
    await expect.poll(() => received.length).toBe(1);
  });

  it("a socket file is gone after close", async () => {
    const path = join(tmpdir(), `${randomUUID()}.sock`);
    const owner = await open("publisher", `ipc://${path}`);
    expect(existsSync(path)).toBe(true);
    await owner.close();
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ["publisher", "tcp://192.0.2.1:5556"],
    ["publisher", "ipc:///nonexistent/robot.sock"],
    ["publisher", "tcp://127.0.0.1:99999"],
    ["subscriber", "tcp://127.0.0.1"],
  ] as const)("a %s's impossible address %s is an error that names it", async (role, url) => {
    await expect(open(role, url)).rejects.toMatchObject({
      code: "TRANSPORT_ADDRESS_INVALID",
      message: expect.stringContaining(url) as string,
    });
  });

  it("a subscriber may bind and a publisher connect", async () => {
    const url = `tcp://127.0.0.1:${(await freePort()).toString()}`;
    const { received } = await listening(`${url}?bind=1`);
    const publisher = await open("publisher", `${url}?connect=1`);
    expect(await publisher.waitForSubscriber(5000)).toBe(true);
    publisher.publish({ topic: "a", payload: bytes("x") });
    await expect.poll(() => received.length).toBe(1);
  });

  it("a subscriber may be there long before its publisher", async () => {
    const url = `tcp://127.0.0.1:${(await freePort()).toString()}`;
    const { received } = await listening(url);
    await sleep(300);
    const publisher = await open("publisher", url);
    expect(await publisher.waitForSubscriber(5000)).toBe(true);
    publisher.publish({ topic: "a", payload: bytes("x") });
    await expect.poll(() => received.length).toBe(1);
  });

  it("a publisher cannot listen", async () => {
    const publisher = await open("publisher", "tcp://127.0.0.1:*");
    expect(() => publisher.messages("#")).toThrow(
      expect.objectContaining({ code: "TRANSPORT_ROLE_INVALID" }),
    );
  });

  it("a subscriber cannot publish, and counts the attempt", async () => {
    const { transport } = await listening("tcp://127.0.0.1:1");
    expect(transport.publish({ topic: "a", payload: bytes("x") })).toBe(false);
    expect(transport.stats().dropped).toEqual({ "role-cannot-send": 1 });
  });
});

describe("other programs on ZeroMQ", () => {
  it("may send two parts or one; what they send wrongly is counted and passed over", async () => {
    const foreign = new Publisher({ linger: 0 });
    closing.push(() => {
      foreign.close();
    });
    await foreign.bind("tcp://127.0.0.1:*");
    const { transport, received } = await listening(foreign.lastEndpoint ?? "");
    await expect
      .poll(async () => {
        await foreign.send(["probe", "x"]);
        return received.length;
      })
      .toBeGreaterThan(0);
    received.length = 0;
    await foreign.send(["camera", bytes("two")]);
    await foreign.send([bytes("one")]);
    await foreign.send(["camera", bytes("three"), '{"stampNs":"7","sequence":1}']);
    await foreign.send(["camera", bytes("bad"), '{"stampNs":7}']);
    await foreign.send(["camera", bytes("bad"), "x".repeat(10_000)]);
    await foreign.send(["a", "b", "c", "d"]);
    await foreign.send([Uint8Array.of(0xff), "x"]);
    await foreign.send(["camera", bytes("end")]);
    const seen = () =>
      received
        .filter(({ topic }) => topic !== "probe")
        .map(({ topic, payload, stampNs }) => [topic, new TextDecoder().decode(payload), stampNs]);
    await expect.poll(() => seen().at(-1)?.[1]).toBe("end");
    expect(seen()).toEqual([
      ["camera", "two", undefined],
      ["", "one", undefined],
      ["camera", "three", 7n],
      ["camera", "end", undefined],
    ]);
    expect(transport.stats().dropped).toEqual({
      "header-invalid": 2,
      "parts-invalid": 1,
      "topic-invalid": 1,
    });
  });
});

describe("a slow ZeroMQ subscriber", () => {
  it("costs itself messages, not the others, and no warning is printed", async () => {
    const warnings: Error[] = [];
    const remember = (warning: Error) => warnings.push(warning);
    process.on("warning", remember);
    closing.push(() => process.off("warning", remember));

    const publisher = await open("publisher", "tcp://127.0.0.1:*");
    const slow = new Subscriber({ receiveHighWaterMark: 1, linger: 0 });
    closing.push(() => {
      slow.close();
    });
    slow.subscribe("");
    slow.connect(publisher.url);
    const { received } = await listening(publisher.url);
    await sleep(200);
    const total = 100;
    const arrivals: number[] = [];
    for (let i = 0; i < total; i++) {
      publisher.publish({ topic: "scan", payload: new Uint8Array(500_000), sequence: i });
      arrivals.push(performance.now());
      await sleep(10);
    }
    await expect.poll(() => received.length).toBe(total);
    const latenciesMs = received.map(({ arrivalMs, sequence }) => arrivalMs - arrivals[sequence!]!);
    const sorted = latenciesMs.toSorted((a, b) => a - b);
    // Waiting for the slow one each time would add up to seconds; a busy machine adds some tens of ms.
    expect(sorted[Math.floor(total * 0.9)]).toBeLessThan(300);
    expect(publisher.stats().dropped["subscriber-slow"]).toBeGreaterThan(0);
    expect(warnings).toEqual([]);
  });
});
