import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultHealthThresholds } from "../../../src/learn/health/health-gate.ts";
import { openLearner, type Learner } from "../../../src/learn/learner.ts";
import type { StepOptions } from "../../../src/learn/step-options.ts";
import type { Engine } from "../../../src/runtime/engine.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import {
  noAugment,
  tinyDraw,
  tinyMemory,
  tinySpec,
  wallDrive,
} from "../../support/tiny-learner.ts";

const seed = 93;
const drive = wallDrive({ frames: 600, seed });

describe("a learner on ort-node", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await ortNode.create({ provider: "cpu" });
  });
  afterAll(() => engine.close());

  const driven = async (step: Partial<StepOptions>): Promise<Learner> => {
    const learner = await openLearner({
      spec: tinySpec({ step: step }),
      engine,
      seed,
      threads: 1,
      niceness: 0,
      augment: noAugment,
      draw: tinyDraw,
      memory: { ...tinyMemory, bytes: 8_000_000 },
      heldOutFraction: 0,
      thresholds: defaultHealthThresholds,
    });
    for (const sample of drive) learner.offer(sample);
    return learner;
  };
  const lossesOf = async (learner: Learner, steps: number): Promise<number[]> => {
    const losses: number[] = [];
    for (let i = 0; i < steps; i++) losses.push((await learner.train())[0]!.scalars["loss"]!);
    return losses;
  };
  const meanOfLast = (values: readonly number[]): number =>
    values.slice(-20).reduce((sum, value) => sum + value, 0) / 20;

  it("reaches the same state, bit for bit, whether activations are kept or made anew", async () => {
    const [kept, anew] = [await driven({}), await driven({ recompute: true })];
    expect(await lossesOf(anew, 5)).toEqual(await lossesOf(kept, 5));
    expect(await anew.state()).toEqual(await kept.state());
    for (const learner of [kept, anew]) await learner.close();
  });

  it("learns as much from activations of 8 bits", async () => {
    const [exact, rounded] = [await driven({}), await driven({ savedActivations: "int8" })];
    const losses = [await lossesOf(exact, 80), await lossesOf(rounded, 80)];
    const [first] = losses[0]!;
    expect(losses[1]![0]).toBe(first);
    const [whole, packed] = losses.map(meanOfLast) as [number, number];
    expect(whole).toBeLessThan(first! / 2);
    expect(packed / whole, `seed ${seed}`).toBeLessThan(1.1);
    for (const learner of [exact, rounded]) await learner.close();
  });

  it("trains around what is frozen, and packs and publishes it as it was", async () => {
    const learner = await driven({ freeze: ["encoder/stage1/**"] });
    const before = await learner.state();
    const { version } = await learner.pack();
    const losses = await lossesOf(learner, 40);
    expect(meanOfLast(losses)).toBeLessThan(losses[0]!);
    const after = await learner.state();
    for (const [name, tensor] of Object.entries(after)) {
      if (/^(average\/)?encoder\/stage1\//.test(name)) expect(tensor).toEqual(before[name]);
      else if (name === "encoder/stage2/mix/weight") expect(tensor).not.toEqual(before[name]);
    }
    const name = "encoder/stage1/mix/weight";
    expect(after[`average/${name}`]).toEqual(after[name]);
    expect((await learner.pack()).version).not.toBe(version);
    expect(await learner.assess()).toBeDefined();
    await learner.close();
  });
});
