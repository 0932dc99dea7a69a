import { describe, expect, it } from "vitest";
import { createEncoderSwitch } from "../../../src/app/encoder-switch.ts";
import type { ShadowRun } from "../../../src/app/shadow-run.ts";
import { createSensorMeter } from "../../../src/app/sensor-meter.ts";
import { createLogger } from "../../../src/core/log.ts";
import type { LearnerEvent, SensorEncoder } from "../../../src/learn/learner-messages.ts";
import type { PackedEncoder } from "../../../src/learn/pack-encoder.ts";
import { fakeClock } from "../../support/fake-clock.ts";

const tensor = { name: "x", dtype: "float32", shape: [1] } as const;
const encoder = (step: number): SensorEncoder => ({
  ...{ sensor: "camera", model: new Uint8Array(), version: `v${step}`, step },
  ...{ input: tensor, output: tensor },
  contract: { version: 1, residual: 0.1, drift: 0, anchors: 16 },
});
const promoted = (step: number): Extract<LearnerEvent, { kind: "promoted" }> => ({
  kind: "promoted",
  encoder: encoder(step),
  assessment: { step, dim: 8, samples: 16, verdict: { healthy: true, reasons: [] } },
});

/** A switch over a live encoder whose trials end as `judge` says. */
function open(judge: (run: ShadowRun, step: number) => void, keep = 3) {
  let present: PackedEncoder = encoder(0);
  const decided: (readonly [number, number])[] = [];
  const wentBack: number[] = [];
  const models: Readonly<Record<string, unknown>>[] = [];
  const told: string[] = [];
  const live = {
    get version() {
      return present.version;
    },
    get step() {
      return present.step;
    },
    contract: encoder(0).contract,
    answer: () => Promise.reject(new Error("not asked")),
    promote: async (to: PackedEncoder, trial?: () => ShadowRun) => {
      const run = trial?.();
      if (run) judge(run, to.step);
      const report = await run?.done;
      if (report && report.refused.length > 0) return report;
      present = to;
      return report;
    },
    close: () => Promise.resolve(),
  };
  const meter = createSensorMeter({
    ...{ clock: fakeClock(), engine: "still", provider: "none", rateHz: 10 },
    ...{ objectives: ["info-nce"], batch: 8 },
  });
  const encoders = createEncoderSwitch({
    sensors: new Map([["camera", { meter, encoder: live }]]),
    ...{ earlier: [], first: [encoder(0)], keep, now: () => 0 },
    shadow: { frames: 1, maxSeconds: 60, minCosine: 0.5, maxLatencyRatio: 4 },
    learner: {
      decide: (_, step, refused) => decided.push([step, refused.length]),
      goBack: (_, step) => wentBack.push(step),
    },
    publisher: { retained: (_, kind, value) => kind === "model" && models.push(value) },
    log: createLogger({ level: "error", write: () => undefined }),
    onLearned: (event) => told.push(event.kind),
  });
  return { encoders, live, meter, decided, wentBack, models, told };
}

const vector = Float32Array.of(1, 2);
const agree = (run: ShadowRun): void => {
  run.compare({ active: vector, candidate: vector, activeMs: 1, candidateMs: 1 });
};

describe("the switch of encoders", () => {
  it("lets a promoted encoder answer once live frames agree, and tells everyone", async () => {
    const { encoders, live, decided, models, told } = open(agree);
    await encoders.promote(promoted(50));
    expect([live.version, decided, told]).toEqual(["v50", [[50, 0]], ["promoted"]]);
    expect(models).toEqual([
      {
        ...{ version: "v50", step: 50, contract: encoder(50).contract },
        event: {
          ...{ kind: "promoted", from: "v0", at: "1970-01-01T00:00:00.000Z" },
          shadow: expect.objectContaining({ frames: 1, refused: [] }) as unknown,
        },
      },
    ]);
  });

  it("keeps the one that answers where live frames refuse, and tells the learner why", async () => {
    const { encoders, live, meter, decided, models, told } = open((run) => {
      run.compare({
        active: vector,
        candidate: Float32Array.of(NaN, 0),
        activeMs: 1,
        candidateMs: 1,
      });
    });
    await encoders.promote(promoted(50));
    expect([live.version, decided, told]).toEqual(["v0", [[50, 1]], []]);
    expect(meter.status().model?.promotions ?? 0).toBe(0);
    expect(models[0]).toMatchObject({ version: "v0", event: { kind: "refused", step: 50 } });
  });

  it("goes back one version at a time, and training with it", async () => {
    const { encoders, live, wentBack, models } = open(agree);
    for (const step of [50, 100]) await encoders.promote(promoted(step));
    expect(await encoders.rollBack("camera", "a wall")).toMatchObject({ isDone: true });
    expect([live.version, wentBack]).toEqual(["v50", [50]]);
    expect(models.at(-1)).toMatchObject({
      version: "v50",
      event: { kind: "rolled-back", from: "v100", reasons: ["a wall"] },
    });
    await encoders.rollBack("camera", "another");
    expect(live.version).toBe("v0");
    expect(await encoders.rollBack("camera", "a third")).toMatchObject({ isDone: false });
    expect(await encoders.rollBack("nobody", "a word")).toMatchObject({ isDone: false });
    expect(live.version).toBe("v0");
  });

  it("goes back no further than it keeps", async () => {
    const { encoders, live } = open(agree, 2);
    for (const step of [50, 100, 150]) await encoders.promote(promoted(step));
    await encoders.rollBack("camera", "a wall");
    expect(live.version).toBe("v100");
    expect(await encoders.rollBack("camera", "a wall")).toMatchObject({ isDone: false });
  });

  it("does not wait for a trial to go back: it ends it", async () => {
    const { encoders, live, decided } = open((run, step) => {
      if (step < 100) agree(run);
    });
    await encoders.promote(promoted(50));
    const trying = encoders.promote(promoted(100));
    await new Promise((resolve) => setImmediate(resolve));
    const startMs = performance.now();
    await encoders.rollBack("camera", "a wall");
    await trying;
    expect(performance.now() - startMs).toBeLessThan(500);
    expect(live.version).toBe("v0");
    expect(decided).toEqual([
      [50, 0],
      [100, 1],
    ]);
  });
});
