import { describe, expect, it } from "vitest";
import { createSensorMeter } from "../../../src/app/sensor-meter.ts";
import { fakeClock } from "../../support/fake-clock.ts";

const memory = { frames: 1, segments: 1, bytes: 1, budgetBytes: 1, spanS: 1, released: {} };

function meterAt() {
  const clock = fakeClock();
  const meter = createSensorMeter({
    clock,
    engine: "ort-node",
    provider: "cpu",
    objectives: ["info-nce", "next-frame"],
    batch: 8,
    rateHz: 10,
  });
  const step = (number: number, contrast: number): void => {
    meter.stepped({ step: number, scalars: { "info-nce": contrast, "next-frame": 1 } }, memory);
  };
  return { clock, meter, step };
}

describe("a sensor's meter", () => {
  it("leaves out what was not measured", () => {
    const status = meterAt().meter.status();
    expect(status.train).toMatchObject({ steps: 0, stepsPerSecond: 0, loss: {} });
    expect(status.train!.waitingFor).toBeTypeOf("string");
    expect(Object.keys(status).sort()).toEqual(["frames", "stream", "train"]);
  });

  it("measures the rate of steps from the first one on, whatever its number", () => {
    const { clock, meter, step } = meterAt();
    clock.advance(60_000);
    for (let n = 500; n <= 520; n++) {
      step(n, 2);
      clock.advance(100);
    }
    expect(meter.status().train).toMatchObject({ steps: 520, waitingFor: undefined });
    expect(meter.status().train!.stepsPerSecond).toBeCloseTo(10, 9);
  });

  it("tells each loss with what knowing nothing would give, and one value a second of its past", () => {
    const { clock, meter, step } = meterAt();
    for (let n = 1; n <= 40; n++) {
      step(n, 3 - n / 40);
      clock.advance(100);
    }
    const contrast = meter.status().train!.loss["info-nce"]!;
    expect(contrast.first).toBe(3 - 1 / 40);
    expect(contrast.last).toBeLessThan(2.4);
    expect(contrast.chance).toBeCloseTo(Math.log(8), 9);
    expect(contrast.history).toEqual([1, 11, 21, 31].map((n) => 3 - n / 40));
    expect(meter.status().train!.loss["next-frame"]!.chance).toBeUndefined();
  });

  it("keeps a bounded past", () => {
    const { clock, meter, step } = meterAt();
    for (let n = 1; n <= 500; n++) {
      step(n, 1);
      clock.advance(1000);
    }
    expect(meter.status().train!.loss["info-nce"]!.history.length).toBeLessThanOrEqual(64);
  });

  it("shows the last examination, also one of an encoder that was not promoted", () => {
    const { meter } = meterAt();
    meter.serving({ version: "a", step: 0 });
    meter.assessed(
      {
        step: 50,
        dim: 32,
        rankMe: 3,
        std: 0.1,
        samples: 16,
        nextFrame: { error: 2, copyLast: 4, skill: 0.5 },
        verdict: { healthy: false, reasons: ["rank 3 of 32 is low"] },
      },
      false,
    );
    expect(meter.status()).toMatchObject({
      health: { rankMe: 3, dim: 32, std: 0.1, isHealthy: false, reasons: ["rank 3 of 32 is low"] },
      nextFrame: { error: 2, copyLast: 4, skill: 0.5 },
      model: { version: "a", step: 0, promotions: 0, rejections: 1 },
    });
  });

  it("tells of the features that went out", () => {
    const { meter } = meterAt();
    for (const latencyMs of [4, 6, 8]) meter.published(128, latencyMs);
    expect(meter.status().features).toEqual({
      published: 3,
      dim: 128,
      latencyMs: { p50: 6, p99: 8 },
    });
  });
});
