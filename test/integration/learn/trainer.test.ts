import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import type { Clip } from "../../../src/learn/batch/clip.ts";
import { drawBatch } from "../../../src/learn/batch/draw-batch.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import { openTrainer, type StepReport, type Trainer } from "../../../src/learn/trainer.ts";
import type { Engine, NamedTensors } from "../../../src/runtime/engine.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import { tinyAugment, tinyDraw, tinySpec, wallDrive } from "../../support/tiny-learner.ts";

const seed = 91;
const spec = tinySpec();
const drive = wallDrive({ frames: 300, seed });
const memory = Array.from({ length: 15 }, (_, i) => ({
  samples: drive.slice(20 * i, 20 * (i + 1)),
  bytes: 0,
}));
const clipsOf = (step: number): readonly Clip[] =>
  drawBatch(memory, { ...tinyDraw, batch: spec.batch }, randomFor(seed, "clips", step))!;

describe("a trainer on ort-node", () => {
  /** Batches as they were handed to the engine, and the frames' buffers that came back. */
  const given: NamedTensors[] = [];
  const returned: unknown[][] = [];
  const buffersOf = (batch: NamedTensors): unknown[] =>
    ["previous", "current", "next"].map((name) => batch[name]!.data);
  const watched = (engine: Engine): Engine => ({
    ...engine,
    openTraining: async (options) => {
      const session = await engine.openTraining(options);
      return {
        ...session,
        step: async (batch, fetch) => {
          const before = buffersOf(batch);
          const last = returned.at(-1);
          if (last)
            before.forEach((data, i) => {
              expect(data).toBe(last[i]);
            });
          given.push(batch);
          const result = await session.step(batch, fetch);
          returned.push(buffersOf(result.recycled));
          return result;
        },
      };
    },
  });

  let engine: Engine;
  let trainer: Trainer;
  let start: NamedTensors;
  const reports: StepReport[] = [];
  const trainStep = async (clips: readonly Clip[]): Promise<StepReport> => {
    const [report] = await trainer.train(trainer.assemble([clips], trainer.step + 1));
    return report!;
  };
  beforeAll(async () => {
    engine = await ortNode.create({ provider: "cpu" });
    trainer = await openTrainer({
      spec,
      engine: watched(engine),
      seed,
      threads: 1,
      niceness: 0,
      augment: tinyAugment,
    });
    start = await trainer.state();
    for (let step = 1; step <= 4; step++) reports.push(await trainStep(clipsOf(step)));
  });
  afterAll(() => engine.close());

  it("starts from the state that its seed stands for, and leaves it", async () => {
    expect(start).toEqual(initialState(compileStep(spec).state, seed));
    const { "encoder/neck/weight": now } = await trainer.state(["encoder/neck/weight"]);
    expect(now!.data).not.toEqual(start["encoder/neck/weight"]!.data);
  });

  it("counts its steps and reports every scalar of each", () => {
    expect(reports.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(trainer.step).toBe(4);
    for (const { scalars } of reports) {
      expect(Object.keys(scalars).toSorted()).toEqual(compileStep(spec).outputs.toSorted());
      expect(Object.values(scalars).every(Number.isFinite)).toBe(true);
      expect(scalars["isFinite"]).toBe(1);
    }
  });

  it("predicts the last frame in its first step: the decoder starts at zero", () => {
    const { "next-frame/error": error, "next-frame/copyLast": copyLast } = reports[0]!.scalars;
    expect(copyLast).toBeGreaterThan(0);
    expect(error).toBeCloseTo(copyLast!, 6);
  });

  it("gives its batches' buffers away and uses the ones that come back", () => {
    expect(returned).toHaveLength(4);
    for (const batch of given) {
      expect(buffersOf(batch).every((data) => (data as Float32Array).length === 0)).toBe(true);
    }
  });

  it("looks without changing its state, and the same way twice", async () => {
    const before = await trainer.state();
    const looked = await trainer.look(clipsOf(7));
    expect(looked["features"]!.shape).toEqual([8, 64]);
    expect(await trainer.look(clipsOf(7))).toEqual(looked);
    expect(await trainer.look(clipsOf(8))).not.toEqual(looked);
    expect(await trainer.state()).toEqual(before);
    expect(trainer.step).toBe(4);
  });

  it("looks at fewer clips than a batch by repeating them", async () => {
    const few = clipsOf(9).slice(0, 4);
    const looked = await trainer.look(few);
    expect(looked).toEqual(await trainer.look([...few, ...few]));
    const features = looked["features"]!.data as Float32Array;
    expect(features.slice(0, 4 * 64)).toEqual(features.slice(4 * 64));
  });

  it("keeps its state when a step's loss is not finite, and says so", async () => {
    const before = await trainer.state();
    const broken = clipsOf(5).map((clip) => ({
      ...clip,
      // A clip without a finite horizon makes the prediction infinite.
      next: { ...clip.next, stampNs: clip.current.stampNs + 10n ** 60n },
    }));
    const { scalars } = await trainStep(broken);
    expect(scalars["isFinite"]).toBe(0);
    expect(await trainer.state()).toEqual(before);
    expect((await trainStep(clipsOf(6))).scalars["isFinite"]).toBe(1);
  });
});
