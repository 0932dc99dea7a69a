import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  IncomingMessage,
  OutgoingMessage,
  Transport,
  TransportOptions,
} from "../../src/transport/transport.ts";

/** One way to reach a peer, with what can go wrong with it. */
export interface TransportScene {
  open(
    role: TransportOptions["role"],
    options?: Partial<Omit<TransportOptions, "role" | "url">>,
  ): Promise<Transport>;
  /** Makes the other side stop taking messages; the function returned ends that. */
  stall?(): Promise<() => Promise<void>>;
  /** Takes down what the subscriber is connected to; the function returned brings it back. */
  cut?(publisher: Transport): Promise<() => Promise<Transport>>;
  tearDown(): Promise<void>;
}

interface TransportSubject {
  readonly name: string;
  /** Whether stamp, sequence and content type travel with a message; else why not. */
  readonly headers: true | string;
  /** Whether a publisher learns of its subscribers; else why not. */
  readonly awareness: true | string;
  /** The broker is told the limit and keeps back what is far above it, so nothing can be counted. */
  readonly isHugeWithheld?: true;
  /** Why there is no test of a stalled peer, or of a lost connection. */
  readonly noStall?: string;
  readonly noCut?: string;
  setUp(): Promise<TransportScene>;
}

const megabyte = 1_000_000;

/** What every transport promises, whatever carries it. */
export function describeTransport(subject: TransportSubject): void {
  describe(subject.name, { timeout: 20_000 }, () => {
    let scene: TransportScene;
    let opened: Transport[];

    beforeEach(async () => {
      scene = await subject.setUp();
      opened = [];
    });
    afterEach(async () => {
      await Promise.all(opened.map((transport) => transport.close()));
      await scene.tearDown();
    });

    const open: TransportScene["open"] = async (role, options) => {
      const transport = await scene.open(role, options);
      opened.push(transport);
      return transport;
    };
    /** A publisher and a listening subscriber between whom messages already flow. */
    const connect = async (
      filter: string,
      options: {
        readonly publisher?: Partial<TransportOptions>;
        readonly subscriber?: Partial<TransportOptions>;
      } = {},
    ) => {
      const publisher = await open("publisher", options.publisher);
      const subscriber = await open("subscriber", options.subscriber);
      const received = listen(subscriber, filter);
      await untilFlowing(publisher, subscriber);
      return { publisher, subscriber, received };
    };

    it("delivers messages of 0 B to 5 MB whole and in order", async () => {
      const { publisher, received } = await connect("data/#");
      const sizes = [0, 1, 127, 128, 1000, 65_537, megabyte, 5 * megabyte, 3];
      const sent = sizes.map((size, i) => ({ topic: "data/x", payload: patterned(size, i) }));
      for (const message of sent) expect(publisher.publish(message)).toBe(true);
      await until(() => received.length === sizes.length);
      const isIntact = received.map(({ payload }, i) => isEqual(payload, sent[i]!.payload));
      expect(isIntact).toEqual(sizes.map(() => true));
      expect(publisher.stats().dropped).toEqual({});
    });

    it("gives the receiver a plain Uint8Array that is alone in its buffer", async () => {
      const { publisher, received } = await connect("data");
      for (const size of [0, 10, 100_000]) {
        publisher.publish({ topic: "data", payload: patterned(size, 1) });
      }
      await until(() => received.length === 3);
      for (const { payload } of received) {
        expect(payload.constructor).toBe(Uint8Array);
        expect(payload.buffer.byteLength).toBe(payload.byteLength);
      }
    });

    it("delivers what the filter asks for and nothing else", async () => {
      const { publisher, subscriber, received } = await connect("a/+/c");
      const [exact, rest] = [listen(subscriber, "a/b"), listen(subscriber, "a/#")];
      await untilFlowing(publisher, subscriber);
      const topics = ["a", "a/b", "a/bb", "a/b/c", "a/x/c", "a/b/c/d", "b/b/c", "ab"];
      for (const topic of topics) publisher.publish({ topic, payload: new Uint8Array(1) });
      await until(() => rest.length >= 6);
      await sleep(50);
      expect(received.map(({ topic }) => topic)).toEqual(["a/b/c", "a/x/c"]);
      expect(exact.map(({ topic }) => topic)).toEqual(["a/b"]);
      expect(rest.map(({ topic }) => topic)).toEqual(topics.slice(0, 6));
    });

    it("delivers a message once to each of several observers of the same filter", async () => {
      const { publisher, subscriber, received } = await connect("data");
      const second = listen(subscriber, "data");
      publisher.publish({ topic: "data", payload: patterned(10, 1) });
      await until(() => received.length > 0 && second.length > 0);
      await sleep(30);
      expect([received.length, second.length]).toEqual([1, 1]);
    });

    const headers = (title: string) =>
      subject.headers === true ? title : `${title}: skipped, ${subject.headers}`;
    it.skipIf(subject.headers !== true)(
      headers("carries content type, stamp and sequence"),
      async () => {
        const { publisher, received } = await connect("data");
        const header = {
          contentType: "image/jpeg",
          stampNs: 1_766_000_000_123_456_789n,
          sequence: 2 ** 40,
        };
        publisher.publish({ topic: "data", payload: patterned(10, 1), ...header });
        publisher.publish({ topic: "data", payload: patterned(10, 1) });
        await until(() => received.length === 2);
        expect(received[0]).toMatchObject(header);
        const [, { contentType, stampNs, sequence } = {}] = received;
        expect([contentType, stampNs, sequence]).toEqual([undefined, undefined, undefined]);
      },
    );

    it("stamps arrival on the monotonic clock", async () => {
      const { publisher, received } = await connect("data");
      const beforeMs = performance.now();
      publisher.publish({ topic: "data", payload: patterned(10, 1) });
      await until(() => received.length === 1);
      expect(received[0]!.arrivalMs).toBeGreaterThanOrEqual(beforeMs);
      expect(received[0]!.arrivalMs).toBeLessThanOrEqual(performance.now());
    });

    it("drops an incoming message above maxMessageBytes, counts it, and goes on", async () => {
      const { publisher, subscriber, received } = await connect("data", {
        subscriber: { maxMessageBytes: 10_000 },
      });
      for (const size of [10_000, 10_001, 15_000, 7]) {
        publisher.publish({ topic: "data", payload: patterned(size, 1) });
      }
      await until(() => received.length === 2);
      expect(received.map(({ payload }) => payload.byteLength)).toEqual([10_000, 7]);
      expect(subscriber.stats().dropped).toEqual({ "message-too-large": 2 });
    });

    it("survives a message far above maxMessageBytes", async () => {
      const { publisher, subscriber, received } = await connect("data", {
        subscriber: { maxMessageBytes: 10_000 },
      });
      publisher.publish({ topic: "data", payload: patterned(6 * megabyte, 1) });
      if (subject.isHugeWithheld !== true) {
        await until(() => (subscriber.stats().dropped["message-too-large"] ?? 0) > 0);
      }
      await untilFlowing(publisher, subscriber);
      publisher.publish({ topic: "data", payload: patterned(7, 1) });
      await until(() => received.length > 0);
      expect(received.map(({ payload }) => payload.byteLength)).toEqual([7]);
    });

    it("keeps a burst within maxQueuedBytes by dropping the oldest, and counts it", async () => {
      const { publisher, received } = await connect("data", {
        publisher: { maxQueuedBytes: megabyte },
      });
      const count = 200;
      let peakBytes = 0;
      for (let i = 0; i < count; i++) {
        publisher.publish({ topic: "data", payload: patterned(100_000, i), sequence: i });
        peakBytes = Math.max(peakBytes, publisher.stats().queuedBytes);
      }
      await until(() => publisher.stats().queuedBytes === 0);
      const { sent, dropped } = publisher.stats();
      await until(() => received.length >= sent - probesSent(publisher));
      expect(peakBytes).toBeLessThanOrEqual(megabyte);
      expect(received.length + (dropped["send-queue-full"] ?? 0)).toBe(count);
      expect(dropped["send-queue-full"]).toBeGreaterThan(0);
      expect(isEqual(received.at(-1)!.payload, patterned(100_000, count - 1))).toBe(true);
    });

    it("refuses a message that is larger than the whole queue", async () => {
      const publisher = await open("publisher", { maxQueuedBytes: 1000 });
      expect(publisher.publish({ topic: "data", payload: patterned(2000, 1) })).toBe(false);
      expect(publisher.stats().dropped).toEqual({ "send-queue-full": 1 });
    });

    it("refuses a topic that cannot be one, without throwing", async () => {
      const publisher = await open("publisher");
      for (const topic of ["", "a/+", "#", "a\0b"]) {
        expect(publisher.publish({ topic, payload: new Uint8Array(1) })).toBe(false);
      }
      expect(publisher.stats().dropped).toEqual({ "topic-invalid": 4 });
    });

    it("refuses a malformed filter at once", async () => {
      const subscriber = await open("subscriber");
      expect(() => subscriber.messages("a/#/b")).toThrow(
        expect.objectContaining({ code: "OPTION_INVALID" }),
      );
    });

    it("unsubscribing undoes the subscription on the wire", async () => {
      const publisher = await open("publisher");
      const subscriber = await open("subscriber");
      const received: IncomingMessage[] = [];
      const subscription = subscriber
        .messages("data")
        .subscribe({ next: (message) => received.push(message), error: expect.unreachable });
      await untilFlowing(publisher, subscriber);
      subscription.unsubscribe();
      if (subject.awareness === true) {
        await until(async () => !(await publisher.waitForSubscriber(5)));
      } else {
        await untilFlowing(publisher, subscriber);
      }
      publisher.publish({ topic: "data", payload: patterned(10, 1) });
      await sleep(100);
      expect(received).toEqual([]);
      expect(subscriber.stats().dropped).toEqual({});
    });

    const awareness = (title: string) =>
      subject.awareness === true ? title : `${title}: skipped, ${subject.awareness}`;
    it.skipIf(subject.awareness !== true)(
      awareness("tells a publisher when somebody listens"),
      async () => {
        const publisher = await open("publisher");
        expect(await publisher.waitForSubscriber(50)).toBe(false);
        const subscriber = await open("subscriber");
        const isListening = publisher.waitForSubscriber(5000);
        const received = listen(subscriber, "data");
        expect(await isListening).toBe(true);
        publisher.publish({ topic: "data", payload: patterned(10, 1) });
        await until(() => received.length === 1);
      },
    );

    it("sends what is queued before it closes", async () => {
      const { publisher, received } = await connect("data");
      for (let i = 0; i < 50; i++) {
        publisher.publish({ topic: "data", payload: patterned(100_000, i) });
      }
      const startMs = performance.now();
      await publisher.close();
      expect(performance.now() - startMs).toBeLessThan(5000);
      await until(() => received.length === 50);
    });

    it("closes twice, completes its observers, and takes nothing more", async () => {
      const transport = await open("subscriber");
      const publisher = await open("publisher");
      const states: string[] = [];
      transport.state.subscribe({
        next: (state) => states.push(state),
        error: expect.unreachable,
        complete: () => states.push("|"),
      });
      let isComplete = false;
      transport.messages("data").subscribe({
        error: expect.unreachable,
        complete: () => (isComplete = true),
      });
      await Promise.all([transport.close(), transport.close()]);
      await transport.close();
      expect(isComplete).toBe(true);
      expect(states.slice(-2)).toEqual(["closed", "|"]);
      await publisher.close();
      expect(publisher.publish({ topic: "data", payload: new Uint8Array(1) })).toBe(false);
      expect(publisher.stats().dropped).toEqual({ closed: 1 });
    });

    it.skipIf(subject.noStall !== undefined)(
      `a peer that stops taking costs messages, never memory${because(subject.noStall)}`,
      async () => {
        const { publisher, received } = await connect("data", {
          publisher: { maxQueuedBytes: 2 * megabyte },
        });
        const resume = await scene.stall!();
        let peakBytes = 0;
        for (let i = 0; i < 120; i++) {
          publisher.publish({ topic: "data", payload: patterned(500_000, i) });
          peakBytes = Math.max(peakBytes, publisher.stats().queuedBytes);
          await sleep(5);
        }
        const { dropped } = publisher.stats();
        expect(peakBytes).toBeLessThanOrEqual(2 * megabyte);
        expect(Object.values(dropped).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
        await resume();
        const last = patterned(100, 77);
        await until(() => {
          publisher.publish({ topic: "data", payload: last });
          return received.some(({ payload }) => isEqual(payload, last));
        });
      },
    );

    it.skipIf(subject.noCut !== undefined)(
      `comes back by itself after the connection was lost${because(subject.noCut)}`,
      async () => {
        const { publisher, subscriber, received } = await connect("data");
        const states: string[] = [];
        subscriber.state.subscribe({
          next: (state) => states.push(state),
          error: expect.unreachable,
        });
        const restore = await scene.cut!(publisher);
        await until(() => states.at(-1) === "offline");
        const publisherAgain = await restore();
        opened.push(publisherAgain);
        await untilFlowing(publisherAgain, subscriber);
        publisherAgain.publish({ topic: "data", payload: patterned(100, 5) });
        await until(() => received.length === 1);
        expect(states).toEqual(["online", "offline", "online"]);
        expect(subscriber.stats().reconnects).toBe(1);
      },
    );
  });
}

const because = (reason: string | undefined): string =>
  reason === undefined ? "" : `: skipped, ${reason}`;

/** Everything that arrives from now on. */
function listen(transport: Transport, filter: string): IncomingMessage[] {
  const received: IncomingMessage[] = [];
  transport.messages(filter).subscribe({
    next: (message) => received.push(message),
    error: expect.unreachable,
  });
  return received;
}

const probes = new WeakMap<Transport, number>();
const probesSent = (transport: Transport): number => probes.get(transport) ?? 0;

/**
 * Sends probes until the subscriber has the last of them. Subscriptions and messages keep their
 * order, so from then on every earlier subscription is in force.
 */
async function untilFlowing(publisher: Transport, subscriber: Transport): Promise<void> {
  const seen = new Set<string>();
  const subscription = subscriber.messages("probe/+").subscribe({
    next: ({ topic }) => seen.add(topic),
    error: expect.unreachable,
  });
  const message = (n: number): OutgoingMessage => ({
    topic: `probe/${n.toString()}`,
    payload: new Uint8Array(1),
  });
  await until(async () => {
    const n = probesSent(publisher);
    probes.set(publisher, n + 1);
    publisher.publish(message(n));
    await sleep(10);
    return seen.has(message(n).topic);
  });
  subscription.unsubscribe();
}

/** Waits for `condition`; the test's own time limit ends it. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + 15_000; !(await condition());) {
    if (performance.now() > endMs) throw new Error(`waited too long for ${condition.toString()}`);
    await sleep(5);
  }
}

/** Bytes that depend on their place and on `seed`. */
function patterned(size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + seed * 17 + (i >> 8)) & 0xff;
  return bytes;
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
