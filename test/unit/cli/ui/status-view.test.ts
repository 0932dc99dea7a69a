import { describe, expect, it } from "vitest";
import type { RunStatus, SensorStatus } from "../../../../src/app/run-status.ts";
import { statusView } from "../../../../src/cli/ui/status-view.ts";
import { widthOf } from "../../../../src/cli/ui/fit-width.ts";

const camera: SensorStatus = {
  frames: {
    received: 1250,
    used: 1200,
    dropped: { "decode-busy": 50, unpaired: 0 },
    missed: 0,
    perSecond: 9.96,
  },
  train: {
    engine: "ort-node",
    provider: "cpu",
    steps: 1320,
    stepsPerSecond: 21.04,
    loss: {
      "info-nce": { first: 3.61, last: 1.2, chance: Math.log(32), history: [3.6, 3, 2, 1.2] },
      "next-frame": { first: 0.2, last: 0.1, history: [0.2, 0.1] },
    },
  },
  features: { published: 1199, dim: 768, latencyMs: { p50: 6.21, p99: 14.04 } },
  health: { rankMe: 121.4, dim: 768, std: 0.91, isHealthy: true, reasons: [] },
  nextFrame: { error: 0.1, copyLast: 0.14, skill: 0.286 },
  model: { version: "0123456789abcdef", step: 1300, promotions: 4, rejections: 1, rollbacks: 0 },
};

const status: RunStatus = {
  elapsedS: 125.3,
  sensors: { camera },
  engine: { name: "ort-node", provider: "cpu", reason: "named in the configuration" },
  memory: { rssMb: 412.2, peakRssMb: 430, budgetMb: 900 },
  device: {},
  eventLoopDelayMs: { p50: 0.3, p99: 2.14 },
};

const plain = { hasColor: false, columns: 100 };

describe("the status of a run", () => {
  it("shows everything that was measured", () => {
    expect(statusView(status, plain).screen).toEqual([
      "saccade  2:05  ·  memory 412 of 900 MB  ·  event loop p99 2.1 ms",
      "",
      "camera  in 10.0/s  ·  used 1,200 of 1,250  ·  dropped decode-busy 50  ·  out 1,199  ·  latency 6.2 ms, p99 14.0 ms",
      "  step 1,320  21.0/s  ort-node, cpu",
      "    info-nce    3.610  →  1.200  2.27 under chance  █▆▃▁",
      "    next-frame  0.200  →  0.100                     █▁",
      "  model 0123456789abcdef of step 1,300 (4 promoted, 1 rejected)",
      "  healthy  ·  next-frame skill 0.286  ·  rank 121.4 of 768  ·  std 0.91",
    ]);
  });

  it("shows how a camera and a lidar meet in time, and when their clocks are not one", () => {
    const pair = { pairs: 1200, unpaired: 0, apartMs: { p50: 3.21, p99: 40 }, correctionMs: 0 };
    const linesOf = (own: typeof pair) =>
      statusView({ ...status, pairs: { "camera+lidar": own } }, plain).screen[1];
    expect(linesOf(pair)).toBe("camera + lidar  ·  1,200 pairs, 3.2 ms apart");
    expect(linesOf({ ...pair, unpaired: 7, correctionMs: -5000.4 })).toBe(
      "camera + lidar  ·  1,200 pairs, 3.2 ms apart  ·  7 alone  ·  clocks -5000 ms apart",
    );
  });

  it("shows a sensor of which nothing is known yet", () => {
    const fresh: SensorStatus = {
      frames: { received: 0, used: 0, dropped: {}, missed: 0, perSecond: 0 },
    };
    expect(statusView({ ...status, sensors: { lidar: fresh } }, plain).screen.slice(2)).toEqual([
      "lidar  in 0.0/s  ·  used 0 of 0",
      "  model none has passed the health gate yet",
    ]);
  });

  it("shows frames that never arrived", () => {
    const frames = { ...camera.frames, missed: 7 };
    const view = statusView({ ...status, sensors: { camera: { ...camera, frames } } }, plain);
    expect(view.screen[2]).toContain("dropped decode-busy 50  ·  missed 7  ·  out");
    expect(view.plain[0]).toContain("missed 7");
  });

  it("says what the learner waits for", () => {
    const train = { ...camera.train!, loss: {}, waitingFor: "waiting for frames a second apart" };
    const lines = statusView(
      { ...status, sensors: { camera: { ...camera, train } } },
      plain,
    ).screen;
    expect(lines).toContain("  waiting for frames a second apart");
  });

  it("says why an encoder is not healthy", () => {
    const health = { ...camera.health!, isHealthy: false, reasons: ["rank 3 of 768 is below 77"] };
    const view = statusView({ ...status, sensors: { camera: { ...camera, health } } }, plain);
    expect(view.screen).toContain("    rank 3 of 768 is below 77");
    expect(view.plain[0]).toContain("not healthy (rank 3 of 768 is below 77)");
  });

  it("shows the duty of training while something limits it, and why", () => {
    const governor = { duty: 0.4, reasons: ["gpu 86.0 °C: slower", "mode 15W"], changes: [] };
    const view = statusView({ ...status, governor }, plain);
    expect(view.screen[1]).toBe("training duty 40 %  ·  gpu 86.0 °C: slower  ·  mode 15W");
    expect(view.plain[0]).toContain("step 1320  duty 0.40");
    const paused = statusView({ ...status, governor: { ...governor, duty: 0 } }, plain);
    expect(paused.screen[1]).toMatch(/^training pauses {2}·/);
    const free = statusView({ ...status, governor: { duty: 1, reasons: [], changes: [] } }, plain);
    expect(free).toEqual(statusView(status, plain));
  });

  it("is one line a sensor for a log file", () => {
    expect(statusView(status, plain).plain).toEqual([
      "2:05 camera  in 10.0/s  used 1200/1250  dropped decode-busy 50  step 1320  info-nce 1.200  next-frame 0.100  " +
        "skill 0.286  rank 121.4/768  out 1199  latency 6.2 ms, p99 14.0 ms  model 0123456789abcdef@1300  rss 412 MB",
    ]);
  });

  it("adds nothing but colour when colour is welcome", () => {
    const uncoloured = statusView(status, plain).screen;
    const coloured = statusView(status, { ...plain, hasColor: true }).screen;
    expect(coloured.join("")).toContain("\u001b[32m");
    expect(coloured.map(widthOf)).toEqual(uncoloured.map(widthOf));
  });
});
