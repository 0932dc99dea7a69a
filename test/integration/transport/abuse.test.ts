import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Subject } from "rxjs";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFaultInjector } from "../../../src/app/faults/fault-injector.ts";
import { createFrameCounter } from "../../../src/app/frame-counter.ts";
import { sensorFlow } from "../../../src/app/sensor-flow.ts";
import { createStreamWatch } from "../../../src/app/stream-watch.ts";
import { faultConfig } from "../../../src/config/fault-config.ts";
import { median } from "../../../src/bench/statistics.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { openTransport } from "../../../src/transport/index.ts";
import { mosquittoMissing, startMosquitto } from "../../support/mosquitto.ts";
import { cameraSample } from "../../support/samples.ts";

const rateHz = 20;
const periodMs = 1000 / rateHz;
const payloadBytes = 200_000;
/** The decoding queue, what libraries hold beside it, and the collector's leisure. */
const budgetBytes = 64_000_000;

interface Served {
  readonly atMs: number;
  /** From its arrival here to the moment it is served: what this project answers for. */
  readonly waitedMs: number;
  /** From the moment the sensor took it; on a busy machine the sender's own timer is in it. */
  readonly ageMs: number;
}

/** A sensor of 20 Hz over a real transport to the whole flow; decoding takes `decodeMs`. */
async function rehearse(options: {
  readonly url: string;
  readonly decodeMs: number;
  readonly faults?: object;
  /** What the sensor's clock says beyond ours at its `n`th frame. */
  readonly aheadMs?: (n: number) => number;
}) {
  const { url, decodeMs, faults = {}, aheadMs = () => 0 } = options;
  const limits = { maxMessageBytes: 1_000_000, connectTimeoutMs: 3000, maxQueuedBytes: 1_000_000 };
  const publisher = await openTransport({ ...limits, url, role: "publisher" });
  const subscriber = await openTransport({ ...limits, url, role: "subscriber" });
  const counter = createFrameCounter(systemClock);
  const watch = createStreamWatch(systemClock, rateHz);
  const stop$ = new Subject<void>();
  const served: Served[] = [];
  const takenMs = new Map<number, number>();
  const { inject } = createFaultInjector(faultConfig.parse(faults), {
    sensor: "camera",
    clock: systemClock,
  });
  const flow = sensorFlow(
    {
      sensor: "camera",
      messages: subscriber.messages("frame").pipe(inject),
      sampler: {
        sample: async (payload, { stampNs, arrivalMs, sequence }) => {
          const atMs = performance.now();
          const ageMs = atMs - takenMs.get(new Uint32Array(payload.buffer)[0]!)!;
          served.push({ atMs, ageMs, waitedMs: atMs - arrivalMs });
          if (decodeMs > 0) await sleep(decodeMs);
          const sample = { ...cameraSample({ ms: 0 }), stampNs, arrivalMs, sequence };
          return { ok: true, sample, notes: {} };
        },
      },
      encoder: {
        answer: () =>
          Promise.resolve({
            embedding: Float32Array.of(1),
            grid: { rows: 1, columns: 1, channels: 1 },
            version: "v",
            step: 0,
          }),
      },
      counter,
      watch,
      clock: systemClock,
      queueMs: 2 * periodMs,
      maxFrameBytes: 1_000_000,
      onSample: () => true,
      onInferenceFailure: (error) => expect.unreachable(String(error)),
    },
    stop$,
  );
  const ended = flow.forEach(() => undefined);
  onTestFinished(() => Promise.all([publisher.close(), subscriber.close()]).then(() => undefined));
  await publisher.waitForSubscriber(3000);
  await sleep(100);

  let n = 0;
  const rssBefore = process.memoryUsage().rss;
  let rssPeak = rssBefore;
  const timer = setInterval(() => {
    const payload = new Uint8Array(payloadBytes);
    new Uint32Array(payload.buffer)[0] = n;
    takenMs.set(n, performance.now());
    const stampNs = systemClock.wallNs() + BigInt(aheadMs(n)) * 1_000_000n;
    publisher.publish({ topic: "frame", payload, stampNs, sequence: n });
    n += 1;
    rssPeak = Math.max(rssPeak, process.memoryUsage().rss);
  }, periodMs);
  return {
    publisher,
    served,
    status: () => watch.status(),
    /** Ends the sensor; then everything that was received has to be accounted for. */
    finish: async () => {
      clearInterval(timer);
      await sleep(50);
      stop$.next();
      await ended;
      const counts = counter.counts();
      const dropped = Object.values(counts.dropped).reduce((sum, count) => sum + count, 0);
      expect(counts.received).toBe(counts.used + dropped);
      expect(rssPeak - rssBefore).toBeLessThan(budgetBytes);
      return { ...counts, sent: n };
    },
  };
}

const inproc = (): string => `inproc://${randomUUID()}`;
/** No frame waited longer than two periods here, and the usual one was not older when it was served. */
function expectFresh(served: readonly Served[]): void {
  expect(Math.max(...served.map((s) => s.waitedMs))).toBeLessThan(2 * periodMs + slackMs);
  expect(median(served.map((s) => s.ageMs))).toBeLessThan(2 * periodMs + slackMs);
}
/** A timer of a busy machine is late by this much now and then. */
const slackMs = 15;

describe("a stream under abuse", { timeout: 15_000 }, () => {
  it("serves no frame older than two periods to a consumer that is 20 × too slow", async () => {
    const scene = await rehearse({ url: inproc(), decodeMs: 20 * periodMs });
    await sleep(3500);
    const { dropped, used } = await scene.finish();
    expect(scene.served.length).toBeGreaterThanOrEqual(3);
    expectFresh(scene.served);
    expect(used).toBeGreaterThanOrEqual(3);
    expect(dropped["buffer-full"]! + dropped["too-old"]!).toBeGreaterThan(40);
  });

  it("serves no frame older than two periods under ten times the load", async () => {
    const scene = await rehearse({ url: inproc(), decodeMs: 20, faults: { flood: 10 } });
    await sleep(2500);
    const { received, used, sent } = await scene.finish();
    expect(received).toBeGreaterThan(8 * sent);
    expect(used).toBeGreaterThan(40);
    expectFresh(scene.served);
  });

  it("goes on when the sensor's clock is set an hour forward and back, at one frame's cost", async () => {
    const hourMs = 3_600_000;
    const scene = await rehearse({
      url: inproc(),
      decodeMs: 0,
      aheadMs: (n) => (n >= 15 && n < 30 ? hourMs : 0),
    });
    await sleep(2500);
    expect(scene.status()).toMatchObject({ state: "ok", clock: { steps: 2 } });
    expect(Math.abs(scene.status().clock!.offsetMs)).toBeLessThan(100);
    const { dropped, used, received } = await scene.finish();
    expect(dropped).toEqual({ "clock-jump": 1 });
    expect(used).toBe(received - 1);
  });

  const skipped = mosquittoMissing === undefined ? "" : ` (skipped: ${mosquittoMissing})`;
  it.skipIf(mosquittoMissing !== undefined)(
    `is up to date within two seconds of a broker that stood still and then sent all at once${skipped}`,
    async () => {
      const broker = await startMosquitto();
      onTestFinished(() => broker.stop());
      const scene = await rehearse({ url: broker.url, decodeMs: 5 });
      await sleep(800);
      broker.pause();
      await sleep(2000);
      expect(scene.publisher.stats().queuedBytes).toBeLessThanOrEqual(1_000_000);
      expect(scene.status().state).toBe("silent");
      broker.resume();
      const resumedMs = performance.now();
      await sleep(3000);
      expect(scene.status().state).toBe("ok");
      await scene.finish();
      const recovered = scene.served.filter(({ atMs }) => atMs > resumedMs + 2000);
      expect(recovered.length).toBeGreaterThan(10);
      expectFresh(recovered);
    },
  );
});
