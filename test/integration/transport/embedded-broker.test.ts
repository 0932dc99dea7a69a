import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { startEmbeddedBroker } from "../../../src/transport/embedded-broker.ts";
import { openTransport } from "../../../src/transport/index.ts";
import { deafSubscriber } from "../../support/deaf-subscriber.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(port = 0, maxMessageBytes = 1_000_000) {
  const broker = await startEmbeddedBroker({ host: "127.0.0.1", port, maxMessageBytes });
  closing.push(() => broker.close());
  return broker;
}

async function open(url: string) {
  const transport = await openTransport({
    url,
    role: "publisher",
    maxQueuedBytes: 20_000_000,
    maxMessageBytes: 10_000_000,
    connectTimeoutMs: 1500,
  });
  closing.push(() => transport.close());
  return transport;
}

describe("startEmbeddedBroker", () => {
  it("listens on a free port when asked for port 0, and counts its clients", async () => {
    const broker = await start();
    expect(broker.url).toMatch(/^mqtt:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const transport = await open(broker.url);
    expect(broker.clients()).toBe(1);
    await transport.close();
    await expect.poll(() => broker.clients()).toBe(0);
  });

  it("names the address when its port is taken, and leaves the other broker alone", async () => {
    const broker = await start();
    const port = Number(new URL(broker.url).port);
    await expect(start(port)).rejects.toMatchObject({
      code: "TRANSPORT_ADDRESS_IN_USE",
      message: expect.stringContaining(`127.0.0.1:${port.toString()}`) as string,
    });
    await open(broker.url);
  });

  it("names the address when it is not this computer's", async () => {
    await expect(
      startEmbeddedBroker({ host: "192.0.2.1", port: 0, maxMessageBytes: 1000 }),
    ).rejects.toMatchObject({ code: "TRANSPORT_ADDRESS_INVALID" });
  });

  it("frees its port and disconnects its clients when closed, twice if need be", async () => {
    const broker = await start();
    const transport = await open(broker.url);
    const states: string[] = [];
    transport.state.subscribe({ next: (s) => states.push(s), error: expect.unreachable });
    await Promise.all([broker.close(), broker.close()]);
    await expect.poll(() => states).toEqual(["online", "offline"]);
    await start(Number(new URL(broker.url).port));
  });

  it("a subscriber that reads nothing holds up nobody and costs bounded memory", async () => {
    const broker = await start();
    const deaf = await deafSubscriber(broker.url);
    closing.push(() => deaf.destroy());
    expect(broker.clients()).toBe(1);
    const publisher = await open(broker.url);
    const healthy = await open(broker.url);
    let count = 0;
    healthy.messages("data").subscribe({ next: () => count++, error: expect.unreachable });
    await sleep(100);
    const total = 300;
    for (let i = 0; i < total; i++) {
      publisher.publish({ topic: "data", payload: new Uint8Array(100_000) });
      if (i % 10 === 0) await sleep(5);
    }
    await expect.poll(() => count, { timeout: 10_000 }).toBe(total);
    expect(deaf.destroyed).toBe(false);
    expect(broker.dropped()["subscriber-slow"]).toBeGreaterThan(total / 3);
  });

  it("cuts off a client that sends more than the limit, and serves the others", async () => {
    const broker = await start(0, 100_000);
    const [greedy, modest] = [await open(broker.url), await open(broker.url)];
    const sizes: number[] = [];
    modest.messages("data").subscribe({
      next: ({ payload }) => sizes.push(payload.byteLength),
      error: expect.unreachable,
    });
    await sleep(100);
    greedy.publish({ topic: "data", payload: new Uint8Array(5_000_000) });
    await expect.poll(() => broker.dropped()["message-too-large"]).toBe(1);
    modest.publish({ topic: "data", payload: new Uint8Array(100_000) });
    await expect.poll(() => sizes).toEqual([100_000]);
    await expect.poll(() => greedy.stats().reconnects, { timeout: 5000 }).toBe(1);
  });

  it("survives bytes that are not MQTT", async () => {
    const broker = await start();
    const stranger = connect(Number(new URL(broker.url).port), "127.0.0.1");
    stranger.on("error", () => undefined);
    closing.push(() => stranger.destroy());
    stranger.write("GET / HTTP/1.1\r\nHost: robot\r\n\r\n");
    stranger.write(Buffer.alloc(10_000, 0xff));
    await sleep(100);
    await open(broker.url);
    expect(broker.clients()).toBe(1);
  });
});
