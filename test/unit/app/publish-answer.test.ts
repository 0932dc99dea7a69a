import { describe, expect, it } from "vitest";
import { createGrace } from "../../../src/app/grace.ts";
import { publishAnswer } from "../../../src/app/publish-answer.ts";
import { createSensorMeter } from "../../../src/app/sensor-meter.ts";
import type { FeatureMessage } from "../../../src/publish/feature-message.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { cameraSample } from "../../support/samples.ts";

describe("publishAnswer", () => {
  it("sends the vector with its layout, the frame's stamp and number, and the age since arrival", () => {
    const clock = fakeClock();
    const meter = createSensorMeter({
      clock,
      engine: "still",
      provider: "none",
      objectives: ["info-nce"],
      batch: 8,
      rateHz: 10,
    });
    const sent: Omit<FeatureMessage, "sequence">[] = [];
    clock.advance(120);
    publishAnswer(
      {
        sample: { ...cameraSample({ ms: 100 }), sequence: 7 },
        answer: {
          embedding: new Float32Array(24),
          grid: { rows: 2, columns: 3, channels: 4 },
          version: "0123456789abcdef",
          step: 50,
        },
      },
      {
        meter,
        clock,
        heads: [],
        grace: createGrace(clock, 60),
        publisher: {
          features: (message) => sent.push(message),
          send: () => undefined,
          retained: () => undefined,
          published: () => ({}),
          refused: () => ({}),
          close: () => undefined,
        },
      },
    );
    expect(sent).toEqual([
      {
        sensor: "camera",
        stampNs: 100_000_000n,
        ageMs: 20,
        modelVersion: "0123456789abcdef",
        contractVersion: 0,
        embedding: new Float32Array(24),
        grid: { rows: 2, columns: 3, channels: 4, placeChannels: 2 },
        frameSequence: 7,
      },
    ]);
    expect(meter.status().features).toEqual({
      published: 1,
      dim: 24,
      latencyMs: { p50: 20, p99: 20 },
    });
  });
});
