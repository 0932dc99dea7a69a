import { Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../../src/app/live-encoder.ts";
import { createFrameCounter } from "../../../src/app/frame-counter.ts";
import { sensorFlow, type AnsweredFrame } from "../../../src/app/sensor-flow.ts";
import { createStreamWatch } from "../../../src/app/stream-watch.ts";
import type { Sampled } from "../../../src/decode/sample-pipeline.ts";
import type { Sample } from "../../../src/frames/sample.ts";
import type { IncomingMessage } from "../../../src/transport/transport.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { cameraSample } from "../../support/samples.ts";

const queueMs = 200;
const maxFrameBytes = 100;

/** A promise that is settled from outside. */
function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

interface Scene {
  /** Answers at once by default; a test that wants to hold a frame up gives its own. */
  readonly sample?: (message: { readonly stampNs: bigint }) => Promise<Sampled>;
  readonly answer?: (sample: Sample) => Promise<Answer>;
  readonly hasRoom?: (sample: Sample) => boolean;
}

const said: Answer = {
  embedding: Float32Array.of(1),
  grid: { rows: 1, columns: 1, channels: 1 },
  version: "v",
  step: 0,
};
const good = (stampNs: bigint): Sampled => ({
  ok: true,
  sample: { ...cameraSample({ ms: 0 }), stampNs },
  notes: { "points-non-finite": 1 },
});

function flowOf(scene: Scene = {}) {
  const clock = fakeClock();
  const counter = createFrameCounter(clock);
  const messages = new Subject<IncomingMessage>();
  const stop$ = new Subject<void>();
  const learned: bigint[] = [];
  const failures: unknown[] = [];
  const out: AnsweredFrame[] = [];
  const flow = sensorFlow(
    {
      sensor: "camera",
      messages,
      sampler: {
        sample: (_, header) => scene.sample?.(header) ?? Promise.resolve(good(header.stampNs)),
      },
      encoder: { answer: (sample) => scene.answer?.(sample) ?? Promise.resolve(said) },
      counter,
      watch: createStreamWatch(clock, 10),
      clock,
      queueMs,
      maxFrameBytes,
      onSample: (sample) => {
        learned.push(sample.stampNs);
        return scene.hasRoom?.(sample) ?? true;
      },
      onInferenceFailure: (error) => failures.push(error),
    },
    stop$,
  );
  const ended = flow.forEach((frame) => out.push(frame));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    clock,
    stop$,
    learned,
    failures,
    out,
    ended,
    settle,
    send: (stampNs?: bigint, bytes = 1) => {
      messages.next({
        topic: "t",
        payload: new Uint8Array(bytes),
        stampNs,
        arrivalMs: clock.monotonicMs(),
      });
    },
    finish: () => {
      messages.complete();
    },
    /** What came of the frames, checked to add up. */
    tally: () => {
      const { received, used, dropped } = counter.counts();
      const sum = Object.values(dropped).reduce((a, b) => a + b, used);
      expect(received).toBe(sum);
      return { received, used, dropped };
    },
    counts: () => counter.counts(),
  };
}

/** Sends frames with rising stamps, each after the one before is through. */
async function sendApart(flow: ReturnType<typeof flowOf>, ...stamps: readonly bigint[]) {
  for (const stampNs of stamps) {
    flow.send(stampNs);
    await flow.settle();
  }
}

describe("a sensor's flow", () => {
  it("answers every frame and hands it to the learner, and completes with its source", async () => {
    const flow = flowOf();
    await sendApart(flow, 1n, 2n, 3n);
    flow.finish();
    await flow.ended;
    expect(flow.out.map(({ sample }) => sample.stampNs)).toEqual([1n, 2n, 3n]);
    expect(flow.learned).toEqual([1n, 2n, 3n]);
    expect(flow.tally()).toEqual({ received: 3, used: 3, dropped: {} });
    expect(flow.counts().notes).toEqual({ "points-non-finite": 3 });
  });

  it("completes without a frame", async () => {
    const flow = flowOf();
    flow.finish();
    await flow.ended;
    expect(flow.tally()).toEqual({ received: 0, used: 0, dropped: {} });
  });

  it("answers the frames on their way after stop$, and none that comes later", async () => {
    const decoding = deferred<Sampled>();
    const flow = flowOf({ sample: () => decoding.promise });
    flow.send(1n);
    flow.stop$.next();
    flow.send(2n);
    decoding.resolve(good(1n));
    await flow.ended;
    expect(flow.tally()).toEqual({ received: 1, used: 1, dropped: {} });
  });

  it("counts a frame that does not decode under the decoder's reason", async () => {
    const flow = flowOf({
      sample: ({ stampNs }) =>
        Promise.resolve(
          stampNs === 2n ? { ok: false, reason: "image-truncated", detail: "" } : good(stampNs),
        ),
    });
    await sendApart(flow, 1n, 2n, 3n);
    flow.finish();
    await flow.ended;
    expect(flow.tally()).toEqual({ received: 3, used: 2, dropped: { "image-truncated": 1 } });
  });

  it("goes on after a decoder that threw", async () => {
    const flow = flowOf({
      sample: ({ stampNs }) =>
        stampNs === 1n ? Promise.reject(new Error("bang")) : Promise.resolve(good(stampNs)),
    });
    await sendApart(flow, 1n, 2n);
    flow.finish();
    await flow.ended;
    expect(flow.tally()).toEqual({ received: 2, used: 1, dropped: { "decode-crashed": 1 } });
  });

  it("goes on after an encoder that failed, and tells why", async () => {
    const problem = new Error("the session is gone");
    const flow = flowOf({
      answer: ({ stampNs }) => (stampNs === 1n ? Promise.reject(problem) : Promise.resolve(said)),
    });
    await sendApart(flow, 1n, 2n);
    flow.finish();
    await flow.ended;
    expect(flow.tally()).toEqual({ received: 2, used: 1, dropped: { "inference-failed": 1 } });
    expect(flow.failures).toEqual([problem]);
    expect(flow.learned).toEqual([1n, 2n]);
  });

  it("drops a frame from the past, which neither the learner nor the encoder sees", async () => {
    const flow = flowOf();
    await sendApart(flow, 5n, 4n, 5n, 6n);
    flow.finish();
    await flow.ended;
    expect(flow.learned).toEqual([5n, 6n]);
    expect(flow.tally()).toEqual({
      received: 4,
      used: 2,
      dropped: { "stamp-in-the-past": 1, duplicate: 1 },
    });
  });

  it("goes on from a clock that was set", async () => {
    const flow = flowOf();
    const second = 1_000_000_000n;
    await sendApart(flow, 100n * second, 3n * second, 4n * second);
    flow.finish();
    await flow.ended;
    expect(flow.tally()).toEqual({ received: 3, used: 2, dropped: { "clock-jump": 1 } });
  });

  it("drops a frame that waited too long to be decoded", async () => {
    const first = deferred<Sampled>();
    const flow = flowOf({
      sample: ({ stampNs }) => (stampNs === 1n ? first.promise : Promise.resolve(good(stampNs))),
    });
    flow.send(1n);
    flow.send(2n);
    flow.clock.advance(queueMs + 1);
    flow.send(3n);
    first.resolve(good(1n));
    flow.finish();
    await flow.ended;
    expect(flow.out.map(({ sample }) => sample.stampNs)).toEqual([1n, 3n]);
    expect(flow.tally()).toEqual({ received: 3, used: 2, dropped: { "too-old": 1 } });
  });

  it("drops a frame larger than the sensor may send", async () => {
    const flow = flowOf();
    flow.send(1n, maxFrameBytes + 1);
    await flow.settle();
    flow.send(2n, maxFrameBytes);
    flow.finish();
    await flow.ended;
    expect(flow.tally()).toEqual({ received: 2, used: 1, dropped: { "too-large": 1 } });
  });

  it("keeps the newest four of a burst that it cannot decode", async () => {
    const first = deferred<Sampled>();
    const flow = flowOf({
      sample: ({ stampNs }) => (stampNs === 0n ? first.promise : Promise.resolve(good(stampNs))),
    });
    for (let stamp = 0n; stamp < 10n; stamp++) flow.send(stamp);
    first.resolve(good(0n));
    flow.finish();
    await flow.ended;
    expect(flow.learned).toEqual([0n, 6n, 7n, 8n, 9n]);
    expect(flow.tally().dropped["buffer-full"]).toBe(5);
  });

  it("answers the newest frame when the encoder is slower than the sensor; the learner gets all", async () => {
    const first = deferred<Answer>();
    const flow = flowOf({
      answer: ({ stampNs }) => (stampNs === 1n ? first.promise : Promise.resolve(said)),
    });
    await sendApart(flow, 1n, 2n, 3n, 4n);
    first.resolve(said);
    flow.finish();
    await flow.ended;
    expect(flow.out.map(({ sample }) => sample.stampNs)).toEqual([1n, 4n]);
    expect(flow.learned).toEqual([1n, 2n, 3n, 4n]);
    expect(flow.tally()).toEqual({ received: 4, used: 2, dropped: { superseded: 2 } });
  });

  it("counts frames that the learner had no room for, and answers them all the same", async () => {
    const flow = flowOf({ hasRoom: ({ stampNs }) => stampNs !== 2n });
    await sendApart(flow, 1n, 2n, 3n);
    flow.finish();
    await flow.ended;
    expect(flow.tally().used).toBe(3);
    expect(flow.counts().notLearned).toBe(1);
  });

  it("gives a frame without a stamp the time of its arrival, not of its decoding", async () => {
    const first = deferred<Sampled>();
    const stamps: bigint[] = [];
    const flow = flowOf({
      sample: ({ stampNs }) => {
        stamps.push(stampNs);
        return stamps.length === 1 ? first.promise : Promise.resolve(good(stampNs));
      },
    });
    flow.send();
    flow.clock.advance(10);
    flow.send();
    flow.clock.advance(50);
    first.resolve(good(1_000_000_000n));
    flow.finish();
    await flow.ended;
    expect(stamps).toEqual([1_000_000_000n, 1_010_000_000n]);
    expect(flow.tally().used).toBe(2);
  });
});
