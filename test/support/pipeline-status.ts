import type { RunStatus, SensorStatus } from "../../src/app/run-status.ts";
import type { MemoryStats } from "../../src/learn/memory/replay-memory.ts";

const memory: MemoryStats = {
  frames: 100,
  segments: 5,
  bytes: 3_686_400,
  budgetBytes: 28_000_000,
  spanS: 10,
  released: { stationary: 20 },
};

/** A camera that has been learned from for a while. */
export const trainedCamera: SensorStatus = {
  frames: {
    received: 100,
    used: 90,
    dropped: { superseded: 6, "too-old": 1 },
    missed: 2,
    perSecond: 9.876_543,
    notLearned: 0,
  },
  stream: { state: "ok", expectedHz: 10, rateHz: 10, newestAgeMs: 40 },
  train: {
    engine: "ort-native",
    provider: "cpu",
    steps: 50,
    stepsPerSecond: 2,
    loss: { "info-nce": { first: 2.7, last: 2.1, chance: 2.77, history: [2.7, 2.1] } },
  },
  features: { published: 90, dim: 96, latencyMs: { p50: 4, p99: 9 } },
  health: { rankMe: 20, dim: 96, std: 0.9, isHealthy: true, reasons: [] },
  nextFrame: { error: 0.08, copyLast: 0.1, skill: 0.2 },
  model: { version: "0123456789abcdef", step: 50, promotions: 1, rejections: 2, rollbacks: 0 },
  memory,
};

/** What a pipeline says of itself. */
export function pipelineStatus(sensors: Readonly<Record<string, SensorStatus>>) {
  const status: RunStatus = {
    elapsedS: 42,
    sensors,
    device: {
      temperatures: [
        { name: "cpu", celsius: 51 },
        { name: "gpu", celsius: 47 },
      ],
      rails: [{ name: "VDD_IN", watts: 7.5 }],
      cpuLoad: 0.5,
    },
    governor: { duty: 0.5, reasons: ["cpu 51.0 °C"], changes: [] },
    engine: { name: "ort-native", provider: "cpu", reason: "it works" },
    memory: { rssMb: 300, peakRssMb: 400, budgetMb: 900 },
    eventLoopDelayMs: { p50: 0.1, p99: 2 },
  };
  return {
    status: () => status,
    transports: () => ({
      "mqtt://a": { received: 10, sent: 8, reconnects: 0, dropped: { "send-queue-full": 3 } },
    }),
    failures: () => [],
  };
}
