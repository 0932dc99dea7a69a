import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTransport } from "../../../src/transport/index.ts";
import type {
  IncomingMessage,
  Transport,
  TransportOptions,
} from "../../../src/transport/transport.ts";
import { connack, startFakeBroker } from "../../support/fake-broker.ts";
import { mosquittoMissing, startMosquitto, type Mosquitto } from "../../support/mosquitto.ts";

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of closing.splice(0).reverse()) await thing.close();
});

async function open(url: string, options: Partial<TransportOptions> = {}): Promise<Transport> {
  const transport = await openTransport({
    url,
    role: "publisher",
    maxQueuedBytes: 4_000_000,
    maxMessageBytes: 1_000_000,
    connectTimeoutMs: 1500,
    ...options,
  });
  closing.push(transport);
  return transport;
}

function listen(transport: Transport, filter: string): IncomingMessage[] {
  const received: IncomingMessage[] = [];
  transport.messages(filter).subscribe({
    next: (message) => received.push(message),
    error: expect.unreachable,
  });
  return received;
}

const texts = (messages: readonly IncomingMessage[]): string[] =>
  messages.map(({ payload }) => new TextDecoder().decode(payload));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("topic aliases", () => {
  it("name a topic once; from then on two bytes stand for it", async () => {
    const broker = await startFakeBroker(() => connack.topicAlias5);
    closing.push(broker);
    const transport = await open(broker.url);
    const topic = `fleet/${"robot".repeat(20)}/camera/frame`;
    for (let i = 0; i < 3; i++) transport.publish({ topic, payload: new Uint8Array(10) });
    const sizes = () => broker.publishSizes;
    await expect.poll(() => sizes().length).toBe(3);
    expect(sizes()[0]).toBeGreaterThan(topic.length + 10);
    expect(sizes().slice(1)).toEqual([18, 18]);
  });

  it("are left out where the broker takes none", async () => {
    const broker = await startFakeBroker(() => connack.receiveMaximum5);
    closing.push(broker);
    const transport = await open(broker.url);
    for (let i = 0; i < 2; i++) transport.publish({ topic: "frame", payload: new Uint8Array(10) });
    await expect.poll(() => broker.publishSizes.length).toBe(2);
    expect(broker.publishSizes[1]).toBe(broker.publishSizes[0]);
  });
});

describe("QoS 1 in flight", () => {
  it("stays within the broker's receive maximum, and `latest` messages go past it", async () => {
    const broker = await startFakeBroker(() => connack.receiveMaximum5);
    closing.push(broker);
    const transport = await open(broker.url);
    for (let i = 0; i < 40; i++) {
      transport.publish({ topic: "state", payload: bytes("x"), delivery: "reliable" });
    }
    const publishes = () => broker.packetTypes.filter((type) => type === 3).length;
    await expect.poll(publishes).toBe(5);
    for (let i = 0; i < 3; i++) transport.publish({ topic: "frame", payload: bytes("x") });
    await expect.poll(publishes).toBe(8);
    await sleep(50);
    expect(publishes()).toBe(8);
    expect(transport.stats().sent).toBe(3);
    expect(transport.stats().queuedBytes).toBeGreaterThan(0);
  });

  it("is closed within about a second when the broker acknowledges nothing", async () => {
    const broker = await startFakeBroker(() => connack.receiveMaximum5);
    closing.push(broker);
    const transport = await open(broker.url);
    transport.publish({ topic: "state", payload: bytes("x"), delivery: "reliable" });
    const startMs = performance.now();
    await transport.close();
    expect(performance.now() - startMs).toBeLessThan(5000);
    expect(transport.stats()).toMatchObject({ dropped: { closed: 1 }, queuedBytes: 0 });
  });
});

const title = mosquittoMissing === undefined ? "" : `: skipped, ${mosquittoMissing}`;

describe.skipIf(mosquittoMissing !== undefined)(`delivery over mosquitto${title}`, () => {
  let broker: Mosquitto;
  beforeEach(async () => {
    broker = await startMosquitto();
    closing.push({ close: () => broker.stop() });
  });

  it("keeps what is published while the broker is away, but not beyond its expiry", async () => {
    const publisher = await open(broker.url);
    const states: string[] = [];
    publisher.state.subscribe({ next: (s) => states.push(s), error: expect.unreachable });
    await broker.kill();
    await expect.poll(() => states.at(-1)).toBe("offline");
    const message = { topic: "state", isRetained: true };
    publisher.publish({ ...message, payload: bytes("first") });
    publisher.publish({ ...message, payload: bytes("last"), delivery: "reliable" });
    publisher.publish({ ...message, payload: bytes("stale"), expiryS: 0.05 });
    await sleep(100);
    await broker.restart();
    await expect.poll(() => publisher.stats().sent, { timeout: 10_000 }).toBe(2);
    expect(publisher.stats().dropped).toEqual({ expired: 1 });
    const received = listen(await open(broker.url), "state");
    await expect.poll(() => texts(received)).toEqual(["last"]);
  });

  it("sends again what the broker had not acknowledged when it died", async () => {
    const publisher = await open(broker.url);
    broker.pause();
    for (const text of ["a", "b", "c"]) {
      publisher.publish({
        topic: `state/${text}`,
        payload: bytes(text),
        delivery: "reliable",
        isRetained: true,
      });
    }
    await sleep(50);
    expect(publisher.stats().sent).toBe(0);
    await broker.kill();
    await broker.restart();
    await expect.poll(() => publisher.stats().sent, { timeout: 10_000 }).toBe(3);
    const late = await open(broker.url);
    const received = listen(late, "state/+");
    await expect.poll(() => texts(received).toSorted()).toEqual(["a", "b", "c"]);
  });

  it("hands the broker's retained message to whoever subscribes later", async () => {
    const publisher = await open(broker.url);
    publisher.publish({
      topic: "model",
      payload: bytes("v7"),
      delivery: "reliable",
      isRetained: true,
    });
    await expect.poll(() => publisher.stats().sent).toBe(1);
    const received = listen(await open(broker.url), "model");
    await expect.poll(() => texts(received)).toEqual(["v7"]);
  });

  it("delivers once to each of two overlapping filters", async () => {
    const transport = await open(broker.url);
    const [wide, narrow] = [listen(transport, "a/#"), listen(transport, "a/+")];
    await sleep(100);
    transport.publish({ topic: "a/b", payload: bytes("x") });
    transport.publish({ topic: "a/b/c", payload: bytes("y") });
    await expect.poll(() => texts(wide)).toEqual(["x", "y"]);
    await sleep(50);
    expect(texts(narrow)).toEqual(["x"]);
  });

  it("deals the messages of a shared subscription out among its group", async () => {
    const [first, second, whole] = await Promise.all([1, 2, 3].map(() => open(broker.url)));
    const dealt = [first, second].map((member) => listen(member!, "$share/readers/data/#"));
    const all = listen(whole!, "data/#");
    await sleep(100);
    for (let i = 0; i < 20; i++) {
      whole!.publish({ topic: "data/x", payload: bytes(String(i)), delivery: "reliable" });
    }
    await expect.poll(() => all.length).toBe(20);
    await expect.poll(() => dealt[0]!.length + dealt[1]!.length).toBe(20);
    expect(Math.min(dealt[0]!.length, dealt[1]!.length)).toBeGreaterThan(0);
    expect(
      texts(dealt.flat())
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual(texts(all).map(Number));
  });

  it("drops a message whose properties lie, counts it, and goes on", async () => {
    const { connectAsync } = await import("mqtt");
    const transport = await open(broker.url);
    const received = listen(transport, "frame");
    await sleep(100);
    const stranger = await connectAsync(broker.url, { protocolVersion: 5 });
    for (const stampNs of ["soon", "99999999999999999999999", "5"]) {
      stranger.publish("frame", stampNs, { properties: { userProperties: { stampNs } } });
    }
    await expect.poll(() => received.map((message) => message.stampNs)).toEqual([5n]);
    expect(transport.stats().dropped).toEqual({ "header-invalid": 2 });
    await stranger.endAsync();
  });

  it("the broker publishes the last will when the connection is cut, not when it is closed", async () => {
    const lastWill = { topic: "connection", payload: bytes("CONNECTION_BROKEN") };
    const received = listen(await open(broker.url), "connection");
    const proxy = await startProxy(broker.port);
    closing.push(proxy);

    const polite = await open(proxy.url, { lastWill });
    await polite.close();
    await sleep(100);
    expect(received).toEqual([]);

    await open(proxy.url, { lastWill });
    proxy.cut();
    await expect.poll(() => texts(received)).toEqual(["CONNECTION_BROKEN"]);
  });

  it("subscribes again each time a cut connection is back", async () => {
    const proxy = await startProxy(broker.port);
    closing.push(proxy);
    const transport = await open(proxy.url);
    const received = listen(transport, "data");
    for (let round = 1; round <= 3; round++) {
      proxy.cut();
      await expect.poll(() => transport.stats().reconnects, { timeout: 10_000 }).toBe(round);
    }
    transport.publish({ topic: "data", payload: bytes("still here") });
    await expect.poll(() => texts(received)).toEqual(["still here"]);
  });
});

/** A way to the broker that can be cut without either side saying goodbye. */
async function startProxy(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(port, "127.0.0.1");
    for (const each of [socket, onward]) {
      sockets.add(each);
      each.on("error", () => undefined);
    }
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = typeof address === "object" && address ? address.port : 0;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url: `mqtt://127.0.0.1:${own.toString()}`,
    cut,
    close: async () => {
      server.close();
      cut();
      await once(server, "close");
    },
  };
}
