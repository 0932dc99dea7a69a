import { describe, expect, it } from "vitest";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { defaultHealthThresholds } from "../../../src/learn/health/health-gate.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import { openLearner, type Learner, type LearnerOptions } from "../../../src/learn/learner.ts";
import { stillEngine } from "../../support/still-engine.ts";
import {
  noAugment,
  tinyDraw,
  tinyMemory,
  tinySpec,
  wallDrive,
} from "../../support/tiny-learner.ts";

const drive = wallDrive({ frames: 400, seed: 95 });

async function driven(
  frames: number,
  change: Partial<LearnerOptions> = {},
): Promise<{ learner: Learner; engine: ReturnType<typeof stillEngine> }> {
  const engine = stillEngine();
  const learner = await openLearner({
    spec: tinySpec(),
    engine,
    seed: 95,
    threads: 1,
    niceness: 0,
    augment: noAugment,
    draw: tinyDraw,
    memory: { ...tinyMemory, bytes: 4_000_000 },
    heldOutFraction: 0.2,
    thresholds: defaultHealthThresholds,
    ...change,
  });
  for (const sample of drive.slice(0, frames)) learner.offer(sample);
  return { learner, engine };
}

describe("a learner", () => {
  it("waits, without a step, until the memory can fill a batch", async () => {
    const { learner } = await driven(6);
    expect(await learner.train()).toEqual([]);
    expect(await learner.assess()).toBeUndefined();
    expect(learner.step).toBe(0);
    for (const sample of drive.slice(6, 60)) learner.offer(sample);
    expect((await learner.train()).map(({ step }) => step)).toEqual([1]);
  });

  it("keeps the last part of every ten seconds apart from what it trains on", async () => {
    // 40 seconds, of which 4 times 2 are held out.
    expect((await driven(400)).learner.memory().frames).toBe(320);
    expect((await driven(400, { heldOutFraction: 0 })).learner.memory().frames).toBe(400);
  });

  it("keeps its memory within its bytes, held-out frames included", async () => {
    const memoryBytes = 300_000;
    const { learner } = await driven(400, { memory: { ...tinyMemory, bytes: memoryBytes } });
    const { bytes, budgetBytes } = learner.memory();
    expect(bytes).toBeLessThanOrEqual(budgetBytes);
    expect(budgetBytes).toBeLessThan(memoryBytes);
  });

  it("draws the same batches when it is resumed as when it was not interrupted", async () => {
    const whole = await driven(400);
    for (let i = 0; i < 4; i++) await whole.learner.train();
    const resume = { step: 2, state: await whole.learner.state() };
    const resumed = await driven(400, { resume });
    for (let i = 0; i < 2; i++) await resumed.learner.train();
    expect(resumed.learner.step).toBe(4);
    const horizons = ({ engine }: typeof whole) => engine.batches.map((b) => b["horizonS"]);
    expect(horizons(resumed)).toEqual(horizons(whole).slice(2));
    expect(horizons(whole)[0]).not.toEqual(horizons(whole)[2]);
  });

  it("averages over a half-life of stream, of the frames that came since the step before", async () => {
    const spec = {
      ...tinySpec(),
      optimizer: { name: "adamw", averageHalfLifeS: 2 },
    };
    const state = initialState(compileStep(spec).state, 95);
    const decays = ({ engine }: typeof whole) =>
      engine.batches.map((b) => b["averageDecay"]!.data[0]!);
    const whole = await driven(200, { spec, resume: { step: 1000, state } });
    for (let i = 1; i <= 3; i++) {
      await whole.learner.train();
      for (const sample of drive.slice(180 + 20 * i, 200 + 20 * i)) whole.learner.offer(sample);
    }
    // Before the first step nothing is known; then 20 frames at 10 Hz are one half-life.
    expect(decays(whole)[0]).toBeCloseTo(1001 / 1005, 6);
    expect(decays(whole)[1]).toBeCloseTo(0.5, 6);
    expect(decays(whole)[2]).toBeCloseTo(0.5, 6);

    const resumed = await driven(220, { spec, resume: { step: 1002, state } });
    resumed.learner.markStream();
    for (const sample of drive.slice(220, 240)) resumed.learner.offer(sample);
    await resumed.learner.train();
    expect(decays(resumed)).toEqual([decays(whole)[2]]);
  });

  it("trains on the same batches when they are prepared while the step before runs", async () => {
    const [ahead, plain] = [await driven(400), await driven(400)];
    for (let i = 0; i < 4; i++) {
      const step = ahead.learner.train();
      ahead.learner.prepare();
      await step;
      await plain.learner.train();
    }
    expect(ahead.engine.batches).toEqual(plain.engine.batches);
  });

  it("prepares the batch of the step to come from the memory as it then is", async () => {
    const { learner, engine } = await driven(6);
    learner.prepare();
    expect(engine.batches).toHaveLength(0);
    for (const sample of drive.slice(6, 60)) learner.offer(sample);
    learner.prepare();
    for (const sample of drive.slice(60)) learner.offer(sample);
    await learner.train();
    const known = await driven(60);
    await known.learner.train();
    expect(engine.batches).toEqual(known.engine.batches);
  });
});
