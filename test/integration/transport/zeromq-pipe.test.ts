import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Pull, Push } from "zeromq";
import type { IncomingMessage } from "../../../src/transport/transport.ts";
import { closing, open } from "../../support/opened-transports.ts";

const anyPort = "tcp://127.0.0.1:*?pipe=1";
const pipe = (url: string): string => `${url}?pipe=1`;
const indexOf = ({ payload }: IncomingMessage): number => new Uint32Array(payload.buffer)[0]!;
const numbered = (i: number, size = 4): Uint8Array => {
  const payload = new Uint8Array(size);
  new Uint32Array(payload.buffer)[0] = i;
  return payload;
};

async function listening(url: string, filter = "#") {
  const transport = await open("subscriber", pipe(url));
  const received: IncomingMessage[] = [];
  transport
    .messages(filter)
    .subscribe({ next: (message) => received.push(message), error: expect.unreachable });
  return { transport, received };
}

describe("a ZeroMQ pipe", () => {
  it("gives each message to one of its receivers, with its header", async () => {
    const publisher = await open("publisher", anyPort);
    const [first, second] = [await listening(publisher.url), await listening(publisher.url)];
    await sleep(200); // both have connected
    expect(await publisher.waitForSubscriber(3000)).toBe(true);
    for (let i = 0; i < 100; i++) {
      publisher.publish({ topic: "data", payload: numbered(i), sequence: i, stampNs: 7n });
    }
    await expect.poll(() => first.received.length + second.received.length).toBe(100);
    expect(Math.min(first.received.length, second.received.length)).toBeGreaterThan(10);
    const all = [...first.received, ...second.received];
    expect(all.map(indexOf).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    expect(all[0]).toMatchObject({ stampNs: 7n });
  });

  it("keeps within maxQueuedBytes while nobody takes anything, and drops the oldest", async () => {
    const publisher = await open("publisher", anyPort, { maxQueuedBytes: 1_000_000 });
    for (let i = 0; i < 50; i++) {
      publisher.publish({ topic: "data", payload: numbered(i, 100_000) });
      expect(publisher.stats().queuedBytes).toBeLessThanOrEqual(1_000_000);
    }
    expect(await publisher.waitForSubscriber(50)).toBe(false);
    const { received } = await listening(publisher.url);
    await expect.poll(() => publisher.stats().queuedBytes).toBe(0);
    const { sent, dropped } = publisher.stats();
    expect(sent + dropped["send-queue-full"]!).toBe(50);
    await expect.poll(() => received.length).toBe(sent);
    expect(indexOf(received.at(-1)!)).toBe(49);
  });

  it("loses nothing that comes before somebody listens, and counts what nobody asked for", async () => {
    const publisher = await open("publisher", anyPort);
    const subscriber = await open("subscriber", pipe(publisher.url));
    expect(await publisher.waitForSubscriber(3000)).toBe(true);
    for (const topic of ["data", "other"]) publisher.publish({ topic, payload: numbered(1) });
    await sleep(100);
    const received: IncomingMessage[] = [];
    subscriber
      .messages("data")
      .subscribe({ next: (message) => received.push(message), error: expect.unreachable });
    await expect.poll(() => subscriber.stats().dropped).toEqual({ "nobody-subscribed": 1 });
    expect(received).toHaveLength(1);
  });

  it("takes messages of a stock PUSH socket, and sends to a stock PULL socket", async () => {
    const push = new Push({ linger: 0 });
    closing.push(() => {
      push.close();
    });
    await push.bind("tcp://127.0.0.1:*");
    const { received } = await listening(push.lastEndpoint!);
    await push.send(["camera", numbered(5)]);
    await expect.poll(() => received.map(indexOf)).toEqual([5]);

    const publisher = await open("publisher", anyPort);
    const pull = new Pull();
    closing.push(() => {
      pull.close();
    });
    pull.connect(publisher.url);
    publisher.publish({ topic: "camera", payload: numbered(6) });
    const [topic, payload] = await pull.receive();
    expect([topic!.toString(), payload![0]]).toEqual(["camera", 6]);
  });
});
