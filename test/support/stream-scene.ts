import { setTimeout as sleep } from "node:timers/promises";
import { Subject } from "rxjs";
import { expect, onTestFinished } from "vitest";
import { createFaultInjector } from "../../src/app/faults/fault-injector.ts";
import { createFrameCounter } from "../../src/app/frame-counter.ts";
import type { StreamStatus } from "../../src/app/run-status.ts";
import { sensorFlow } from "../../src/app/sensor-flow.ts";
import { createStreamWatch } from "../../src/app/stream-watch.ts";
import { faultConfig } from "../../src/config/fault-config.ts";
import { systemClock } from "../../src/core/clock.ts";
import { openTransport } from "../../src/transport/index.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { cameraSample } from "./samples.ts";

export const rateHz = 20;
export const periodMs = 1000 / rateHz;
export const payloadBytes = 200_000;

/** A frame at the moment at which it is taken from the queue to be decoded. */
export interface Served {
  readonly atMs: number;
  /** From its arrival here: what this project answers for. */
  readonly waitedMs: number;
  /** From the moment the sensor took it; what the way and a busy machine's timers add is in it. */
  readonly ageMs: number;
}

/** A sensor, the way of its frames and the flow that takes them. */
export interface StreamScene {
  /** Absent where the sensor is a process of its own. */
  readonly publisher: Transport | undefined;
  readonly subscriber: Transport;
  readonly served: readonly Served[];
  status(): StreamStatus;
  /** Ends the sensor; then everything that was received has to be accounted for. */
  finish(): Promise<{
    readonly sent: number;
    readonly received: number;
    readonly used: number;
    readonly dropped: Readonly<Record<string, number>>;
    readonly missed: number;
    /** Most memory above what there was before, bytes. */
    readonly rssGrowthBytes: number;
  }>;
}

export interface StreamSceneOptions {
  readonly url: string;
  /** A sensor that sends by itself; else this process sends too. */
  readonly isSensorElsewhere?: boolean;
  readonly decodeMs: number;
  readonly faults?: object;
  /** What the sensor's clock says beyond ours at its `n`th frame. */
  readonly aheadMs?: (n: number) => number;
}

/** Frames of 200 kB at 20 Hz over a real transport to the whole flow; decoding takes `decodeMs`. */
export async function openStreamScene(options: StreamSceneOptions): Promise<StreamScene> {
  const { url, decodeMs, faults = {}, aheadMs = () => 0 } = options;
  const limits = { maxMessageBytes: 1_000_000, connectTimeoutMs: 1500, maxQueuedBytes: 1_000_000 };
  const publisher =
    options.isSensorElsewhere === true
      ? undefined
      : await openTransport({ ...limits, url, role: "publisher" });
  const subscriber = await openTransport({ ...limits, url, role: "subscriber" });
  onTestFinished(async () => {
    await Promise.all([publisher?.close(), subscriber.close()]);
  });
  const counter = createFrameCounter(systemClock);
  const watch = createStreamWatch(systemClock, rateHz);
  const stop$ = new Subject<void>();
  const served: Served[] = [];
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
          const takenNs = new DataView(payload.buffer, payload.byteOffset).getBigInt64(0, true);
          const ageMs = Number(systemClock.wallNs() - takenNs) / 1e6;
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
  await publisher?.waitForSubscriber(3000);
  await sleep(100);

  let n = 0;
  const rssBefore = process.memoryUsage.rss();
  let rssPeak = rssBefore;
  const timer = setInterval(() => {
    const payload = new Uint8Array(payloadBytes);
    const takenNs = systemClock.wallNs();
    new DataView(payload.buffer).setBigInt64(0, takenNs, true);
    const stampNs = takenNs + BigInt(aheadMs(n)) * 1_000_000n;
    publisher?.publish({ topic: "frame", payload, stampNs, sequence: n });
    n += 1;
    rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
  }, periodMs);
  return {
    publisher,
    subscriber,
    served,
    status: () => watch.status(),
    finish: async () => {
      clearInterval(timer);
      await sleep(50);
      stop$.next();
      await ended;
      const { received, used, dropped, missed } = counter.counts();
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      expect(received).toBe(used + lost);
      return { sent: n, received, used, dropped, missed, rssGrowthBytes: rssPeak - rssBefore };
    },
  };
}
