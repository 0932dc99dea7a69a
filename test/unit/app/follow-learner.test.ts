import { Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import { createEncoderSwitch } from "../../../src/app/encoder-switch.ts";
import { followLearner } from "../../../src/app/follow-learner.ts";
import { createSensorMeter } from "../../../src/app/sensor-meter.ts";
import { createLogger } from "../../../src/core/log.ts";
import type { Assessment } from "../../../src/learn/assess.ts";
import type { LearnerEvent, SensorEncoder } from "../../../src/learn/learner-messages.ts";
import { fakeClock } from "../../support/fake-clock.ts";

function encoder(step: number): SensorEncoder {
  const tensor = { name: "x", dtype: "float32", shape: [1] } as const;
  return {
    sensor: "camera",
    model: new Uint8Array(),
    version: `version-${step}`,
    step,
    input: tensor,
    output: tensor,
  };
}

const assessment = (step: number): Assessment => ({
  step,
  dim: 8,
  rankMe: 4,
  std: 0.5,
  samples: 16,
  verdict: { healthy: true, reasons: [] },
});
const promoted = (step: number): LearnerEvent => ({
  kind: "promoted",
  encoder: encoder(step),
  assessment: assessment(step),
});
const settle = () => new Promise((resolve) => setImmediate(resolve));

function follow(promote: (to: { readonly step: number }) => Promise<void>) {
  const events = new Subject<LearnerEvent>();
  const meter = createSensorMeter({
    clock: fakeClock(),
    engine: "still",
    provider: "none",
    objectives: ["info-nce"],
    batch: 8,
    rateHz: 10,
  });
  const lines: string[] = [];
  const sent: (readonly [string, unknown])[] = [];
  const ends: string[] = [];
  const log = createLogger({ level: "debug", write: (line) => lines.push(line) });
  const publisher = {
    retained: (_: string, kind: string, value: Readonly<Record<string, unknown>>) =>
      sent.push([kind, value["step"]]),
  };
  const sensors = new Map([
    [
      "camera",
      {
        meter,
        encoder: {
          version: "",
          step: 0,
          answer: () => Promise.reject(new Error("not asked")),
          promote: async (to: { readonly step: number }) => {
            await promote(to);
            return undefined;
          },
          close: () => Promise.resolve(),
        },
      },
    ],
  ] as const);
  const encoders = createEncoderSwitch({
    ...{ sensors, publisher, log, earlier: [], first: [], keep: 3, now: () => 0 },
    shadow: { frames: 0, maxSeconds: 1, minCosine: 0, maxLatencyRatio: 4 },
    learner: { decide: () => undefined, goBack: () => undefined },
  });
  const followed = followLearner({
    ...{ events, sensors, encoders, publisher, log },
    onEnd: (sentence) => ends.push(sentence),
  });
  return { events, meter, lines, sent, ends, followed };
}

describe("followLearner", () => {
  it("promotes one encoder after the other and says so to the consumers", async () => {
    const order: string[] = [];
    const { events, meter, sent, followed } = follow(async ({ step }) => {
      order.push(`${step} begins`);
      await settle();
      order.push(`${step} ends`);
    });
    events.next(promoted(50));
    events.next(promoted(100));
    events.next({ kind: "rejected", sensor: "camera", assessment: assessment(150) });
    events.complete();
    await followed;
    expect(order).toEqual(["50 begins", "50 ends", "100 begins", "100 ends"]);
    expect(meter.status().model).toEqual({
      version: "version-100",
      step: 100,
      promotions: 2,
      rejections: 1,
      rollbacks: 0,
    });
    expect(sent).toEqual([
      ["model", 50],
      ["health", 50],
      ["model", 100],
      ["health", 100],
      ["health", 150],
    ]);
  });

  it("logs an encoder that does not open, keeps the one before, and goes on", async () => {
    const { events, meter, lines, sent, ends, followed } = follow(({ step }) =>
      step === 50 ? Promise.reject(new Error("no memory")) : Promise.resolve(),
    );
    meter.serving({ version: "version-0", step: 0 });
    events.next(promoted(50));
    await settle();
    expect(meter.status().model).toMatchObject({ version: "version-0", promotions: 0 });
    expect(lines).toEqual(["warn  camera: the encoder of step 50 cannot answer: no memory"]);
    expect(sent).toEqual([]);
    events.next(promoted(100));
    events.complete();
    await followed;
    expect(meter.status().model).toMatchObject({ version: "version-100", promotions: 1 });
    expect(ends).toEqual([]);
  });

  it("keeps count of steps and checkpoints, and logs trouble", async () => {
    const { events, meter, lines, followed } = follow(() => Promise.resolve());
    const memory = { frames: 1, segments: 1, bytes: 1, budgetBytes: 1, spanS: 1, released: {} };
    const report = { step: 7, scalars: { "info-nce": 2 } };
    events.next({ kind: "step", sensor: "camera", report, memory });
    events.next({ kind: "checkpoint", sensor: "camera", path: "/c/step-7" });
    events.next({ kind: "trouble", sensor: "camera", message: "the disk is full" });
    events.complete();
    await followed;
    expect(meter.status().train).toMatchObject({
      steps: 7,
      loss: { "info-nce": { first: 2, last: 2 } },
    });
    expect(meter.checkpoint()).toBe("/c/step-7");
    expect(lines).toEqual(["warn  camera: the disk is full"]);
  });

  it("settles when the learner crashed, and tells it once", async () => {
    const { events, ends, followed } = follow(() => Promise.resolve());
    events.error(new Error("the learner's thread ended"));
    await followed;
    expect(ends).toEqual(["the learner's thread ended"]);
  });
});
