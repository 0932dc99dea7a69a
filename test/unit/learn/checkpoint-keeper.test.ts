import { describe, expect, it } from "vitest";
import { createCheckpointKeeper } from "../../../src/learn/checkpoint-keeper.ts";
import { listCheckpoints } from "../../../src/learn/checkpoint/list-checkpoints.ts";
import { defaultHealthThresholds } from "../../../src/learn/health/health-gate.ts";
import { openLearner, type Learner } from "../../../src/learn/learner.ts";
import { stillEngine } from "../../support/still-engine.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import {
  noAugment,
  tinyDraw,
  tinyMemory,
  tinySpec,
  wallDrive,
} from "../../support/tiny-learner.ts";

const spec = tinySpec();
const seed = 97;
const drive = wallDrive({ frames: 100, seed });

async function learnerAt(steps: number): Promise<Learner> {
  const learner = await openLearner({
    spec,
    engine: stillEngine(),
    seed,
    threads: 1,
    niceness: 0,
    augment: noAugment,
    draw: tinyDraw,
    memory: { ...tinyMemory, bytes: 4_000_000 },
    heldOutFraction: 0,
    thresholds: defaultHealthThresholds,
  });
  for (const sample of drive) learner.offer(sample);
  for (let i = 0; i < steps; i++) await learner.train();
  return learner;
}

const keeperAt = (root: string, change: object = {}) =>
  createCheckpointKeeper({
    root,
    keep: 2,
    spec,
    seed,
    config: { any: "thing", absent: undefined },
    versions: { saccade: "0.1.0" },
    ...change,
  });

describe("createCheckpointKeeper", () => {
  it("has nothing to go on from at first", async () => {
    expect(await keeperAt(await temporaryFolder()).latest()).toEqual({});
  });

  it("goes on from what it saved: the step and the whole state", async () => {
    const root = await temporaryFolder();
    const learner = await learnerAt(3);
    const saved = await keeperAt(root).save(learner);
    expect(saved.version).toBe((await learner.pack()).version);
    const { resume, reason } = await keeperAt(root).latest();
    expect(reason).toBeUndefined();
    expect(resume).toEqual({ step: 3, path: saved.path, state: await learner.state() });
  });

  it.each([
    ["another seed", { seed: 98 }, /from seed 97, not 98/],
    [
      "another model",
      { spec: tinySpec({ encoder: { name: "merge", widths: [8, 8] } }) },
      /another model/,
    ],
    [
      "fewer objectives",
      { spec: tinySpec({ objectives: spec.objectives.slice(1) }) },
      /another model/,
    ],
  ])("starts anew where %s was trained, and says why", async (_, change, why) => {
    const root = await temporaryFolder();
    await keeperAt(root).save(await learnerAt(1));
    const { resume, reason } = await keeperAt(root, change).latest();
    expect(resume).toBeUndefined();
    expect(reason).toMatch(why);
  });

  it("keeps the newest checkpoints and lets the others go", async () => {
    const root = await temporaryFolder();
    const learner = await learnerAt(1);
    for (let i = 0; i < 4; i++) {
      await keeperAt(root).save(learner);
      await learner.train();
    }
    const { length } = await listCheckpoints(root);
    expect(length).toBe(2);
    expect((await keeperAt(root).latest()).resume?.step).toBe(4);
  });
});
