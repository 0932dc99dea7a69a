import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { compileEncoder } from "../../../src/learn/compile-encoder.ts";
import { defaultHealthThresholds } from "../../../src/learn/health/health-gate.ts";
import { openLearner, type Learner, type LearnerOptions } from "../../../src/learn/learner.ts";
import type { Engine } from "../../../src/runtime/engine.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { evaluate } from "../../support/evaluate.ts";
import { normalTensor, tensorOf, type Feeds } from "../../support/feeds.ts";
import {
  noAugment,
  tinyAugment,
  tinyDraw,
  tinyMemory,
  tinySpec,
  wallDrive,
} from "../../support/tiny-learner.ts";

const seed = 93;
const drive = wallDrive({ frames: 400, seed });
const chance = Math.log(8);

describe("a learner on a drive along a wall", () => {
  let engine: Engine;
  const driven = async (change: Partial<LearnerOptions> = {}): Promise<Learner> => {
    const learner = await openLearner({
      spec: tinySpec(),
      engine,
      seed,
      threads: 1,
      niceness: 0,
      augment: tinyAugment,
      draw: tinyDraw,
      memory: { ...tinyMemory, bytes: 4_000_000 },
      heldOutFraction: 0.2,
      thresholds: defaultHealthThresholds,
      ...change,
    });
    for (const sample of drive) learner.offer(sample);
    return learner;
  };
  const train = async (learner: Learner, steps: number) => {
    const scalars = [];
    while (scalars.length < steps) scalars.push(...(await learner.train()).map((r) => r.scalars));
    return scalars;
  };
  const meanOfLast = (values: readonly number[]) =>
    values.slice(-10).reduce((sum, value) => sum + value, 0) / 10;

  beforeAll(async () => {
    engine = await ortNode.create({ provider: "cpu" });
  });
  afterAll(() => engine.close());

  describe("after 60 steps", () => {
    let learner: Learner;
    let contrast: readonly number[];
    beforeAll(async () => {
      learner = await driven({ augment: noAugment });
      contrast = (await train(learner, 60)).map((scalars) => scalars["info-nce"]!);
    });
    afterAll(() => learner.close());

    it("tells moments apart at least 1 nat better than chance", () => {
      const last = meanOfLast(contrast);
      expect(last, `seed ${seed}`).toBeLessThan(chance - 1);
      // Not by its start alone: random weights tell colours apart to some degree.
      expect(last, `seed ${seed}`).toBeLessThan(contrast[0]! - 0.5);
      expect(learner.step).toBe(60);
    });

    it("examines itself: rank, std, and skill on frames never trained on", async () => {
      const assessment = (await learner.assess())!;
      expect(assessment).toMatchObject({ step: 60, dim: 64, samples: 64 });
      expect(assessment.rankMe).toBeGreaterThan(4);
      expect(assessment.std).toBeGreaterThan(0.3);
      expect(assessment.slowFast).toBeGreaterThan(1);
      expect(assessment.nextFrame!.copyLast).toBeGreaterThan(0);
      expect(await learner.assess()).toEqual(assessment);
    });

    it("packs an encoder that answers as the trained weights do in float64", async () => {
      const { model, input, output, step } = await learner.pack();
      expect(step).toBe(60);
      const frame = normalTensor(input.shape, randomFor(seed, "frame"));
      const session = await engine.openInference({
        model,
        inputs: [input],
        outputs: [output],
        threads: 1,
      });
      const { map } = await session.run({
        frame: { ...input, data: Float32Array.from(frame.data) },
      });
      await session.close();

      const feeds: Feeds = new Map([["frame", frame]]);
      for (const [name, { shape, data }] of Object.entries(await learner.state())) {
        feeds.set(name, tensorOf(shape, data as Float32Array));
      }
      const { graph } = compileEncoder(learner.spec, 1);
      const [expected] = evaluate([graph.outputs["map"]!], feeds);
      expect(map!.shape).toEqual(expected!.shape);
      // float32 sums in the runtime's order against float64.
      expectAllClose(map!.data as Float32Array, expected!.data, 1e-4);
    });
  });

  it("goes back to an earlier state, and trains on from it more slowly", async () => {
    const learner = await driven();
    await train(learner, 3);
    const before = structuredClone(await learner.state());
    await train(learner, 3);
    expect(await learner.state()).not.toEqual(before);
    await learner.goBack(before, 0);
    expect(await learner.state()).toEqual(before);
    expect(learner.step).toBe(6);
    // At none of the rate the weights stay where they are.
    await train(learner, 1);
    const after = await learner.state();
    const weights = Object.keys(before).filter((name) => /^encoder.*weight$/.test(name));
    expect(weights).not.toEqual([]);
    for (const name of weights) expect(after[name]).toEqual(before[name]);
    await learner.close();
  });

  it("reaches the same state, bit for bit, interrupted and resumed or not", async () => {
    const whole = await driven();
    await train(whole, 8);
    const half = await driven();
    await train(half, 4);
    const resume = { step: half.step, state: await half.state() };
    const resumed = await driven({ resume });
    await train(resumed, 4);
    expect(resumed.step).toBe(8);
    expect(await resumed.state()).toEqual(await whole.state());
    expect((await resumed.pack()).version).toBe((await whole.pack()).version);
    expect((await half.pack()).version).not.toBe((await whole.pack()).version);
    for (const learner of [whole, half, resumed]) await learner.close();
  });

  it("reaches the same state, bit for bit, two steps in a run or one, resumed in between", async () => {
    const one = await driven();
    const reports = await train(one, 8);
    const spec = tinySpec({ step: { stepsPerRun: 2 } });
    const half = await driven({ spec });
    const first = await train(half, 4);
    const resume = { step: half.step, state: await half.state() };
    const resumed = await driven({ spec, resume });
    const second = await train(resumed, 4);
    expect(resumed.step).toBe(8);
    expect([...first, ...second]).toEqual(reports);
    expect(await resumed.state()).toEqual(await one.state());
    for (const learner of [one, half, resumed]) await learner.close();
  });

  it("learns to predict better than repeating the last frame", async () => {
    const spec = tinySpec({
      objectives: [{ name: "next-frame", weight: 1, width: 32, reduction: 4 }],
    });
    const learner = await driven({ spec });
    const ratios = (await train(learner, 80)).map(
      (scalars) => scalars["next-frame/error"]! / scalars["next-frame/copyLast"]!,
    );
    await learner.close();
    expect(ratios[0]).toBeCloseTo(1, 5);
    expect(meanOfLast(ratios), `seed ${seed}`).toBeLessThan(0.97);
  });
});
