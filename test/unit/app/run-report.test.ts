import { describe, expect, it } from "vitest";
import { runReport } from "../../../src/app/run-report.ts";
import type { SensorStatus } from "../../../src/app/run-status.ts";

const frames = {
  received: 10,
  used: 8,
  dropped: { "too-old": 2 },
  missed: 1,
  perSecond: 9.9,
  notLearned: 0,
  notes: {},
};
const stream = {
  state: "ok",
  expectedHz: 10,
  rateHz: 9.98,
  newestAgeMs: 40,
  clock: { offsetMs: 12, jitterMs: 1, steps: 0 },
} as const;
const trained = (steps: number, loss: number): SensorStatus => ({
  frames,
  stream,
  train: {
    engine: "ort-node",
    provider: "cpu",
    steps,
    stepsPerSecond: steps / 10,
    loss: { "info-nce": { first: loss, last: loss / 2, chance: 2, history: [loss] } },
  },
  features: { published: 8, dim: 32, latencyMs: { p50: 4, p99: 9 } },
  health: { rankMe: 5, dim: 32, std: 0.6, isHealthy: true, reasons: [] },
  nextFrame: { error: 1, copyLast: 2, skill: 0.5 },
  model: { version: `v${steps}`, step: steps, promotions: 1, rejections: 2, rollbacks: 0 },
});

const pipelineOf = (sensors: Readonly<Record<string, SensorStatus>>, failures: string[] = []) => ({
  status: () => ({
    elapsedS: 20,
    sensors,
    engine: { name: "ort-node", provider: "cpu", reason: "named in the configuration" },
    memory: { rssMb: 300, peakRssMb: 400, budgetMb: 900 },
    device: {},
    eventLoopDelayMs: { p50: 0.1, p99: 2 },
  }),
  checkpoint: (sensor: string) => (sensor === "camera" ? "/c/camera/step-00000100" : undefined),
  transports: () => ({ "mqtt://a": { received: 10, sent: 8, reconnects: 1, dropped: {} } }),
  failures: () => failures,
});
const reportOf = (...of: Parameters<typeof pipelineOf>) => runReport(pipelineOf(...of));

describe("the report of a run", () => {
  it("has the figures of every sensor under its name and the training of all together", () => {
    expect(reportOf({ camera: trained(100, 3), lidar: trained(50, 1) })).toEqual({
      seconds: 20,
      frames: {
        camera: {
          received: 10,
          used: 8,
          dropped: { "too-old": 2 },
          missed: 1,
          notLearned: 0,
          notes: {},
        },
        lidar: expect.objectContaining({ received: 10, used: 8 }) as unknown,
      },
      streams: { camera: stream, lidar: stream },
      train: {
        engine: "ort-node",
        provider: "cpu",
        engineReason: "named in the configuration",
        steps: 150,
        stepsPerSecond: 15,
        loss: { "info-nce": { first: 2, last: 1 } },
        sensors: {
          camera: {
            steps: 100,
            stepsPerSecond: 10,
            loss: { "info-nce": { first: 3, last: 1.5 } },
          },
          lidar: { steps: 50, stepsPerSecond: 5, loss: { "info-nce": { first: 1, last: 0.5 } } },
        },
      },
      features: {
        camera: { published: 8, dim: 32, latencyMs: { p50: 4, p99: 9 } },
        lidar: { published: 8, dim: 32, latencyMs: { p50: 4, p99: 9 } },
      },
      health: {
        camera: { rankMe: 5, dim: 32, std: 0.6 },
        lidar: { rankMe: 5, dim: 32, std: 0.6 },
      },
      prequential: {},
      drift: {},
      nextFrame: {
        camera: { error: 1, copyLast: 2, skill: 0.5 },
        lidar: { error: 1, copyLast: 2, skill: 0.5 },
      },
      model: {
        version: "v100",
        checkpoint: "/c/camera/step-00000100",
        promotions: 2,
        rejections: 4,
        rollbacks: 0,
        sensors: {
          camera: {
            version: "v100",
            step: 100,
            promotions: 1,
            rejections: 2,
            rollbacks: 0,
            checkpoint: "/c/camera/step-00000100",
          },
          lidar: { version: "v50", step: 50, promotions: 1, rejections: 2, rollbacks: 0 },
        },
      },
      memory: { rssMb: 300, peakRssMb: 400, budgetMb: 900 },
      eventLoopDelayMs: { p50: 0.1, p99: 2 },
      transport: { "mqtt://a": { received: 10, sent: 8, reconnects: 1, dropped: {} } },
    });
  });

  it("has the duty of training, why, and how it changed", () => {
    const change = { atS: 3, from: 1, to: 0.5, reasons: ["hot"] };
    const governor = { duty: 0.5, reasons: ["hot"], changes: [change] };
    const { status, ...rest } = pipelineOf({ camera: trained(10, 3) });
    expect(runReport({ ...rest, status: () => ({ ...status(), governor }) })).toMatchObject({
      governor,
    });
  });

  it("leaves out what was not measured", () => {
    const report = reportOf({ camera: { frames } });
    expect(report).not.toHaveProperty("train");
    expect(report).not.toHaveProperty("failures");
    expect(report).toMatchObject({ features: {}, health: {}, nextFrame: {} });
  });

  it("leaves out the training of a sensor that has not begun", () => {
    const waiting = trained(0, 0);
    const { train } = reportOf({ camera: trained(10, 3), lidar: waiting }) as {
      train: { steps: number; sensors: object; loss: unknown };
    };
    expect(train.steps).toBe(10);
    expect(Object.keys(train.sensors)).toEqual(["camera"]);
    expect(train.loss).toEqual({ "info-nce": { first: 3, last: 1.5 } });
  });

  it("tells which faults were injected, where some were configured", () => {
    const faults = { dropped: 3 };
    expect(reportOf({ camera: { ...trained(1, 1), faults } })).toMatchObject({
      faults: { camera: faults },
    });
    expect(reportOf({ camera: trained(1, 1) })).not.toHaveProperty("faults");
  });

  it("tells what ended for good", () => {
    expect(reportOf({ camera: { frames } }, ["the learner's thread ended"])).toMatchObject({
      failures: ["the learner's thread ended"],
    });
  });
});
