import { readdirSync } from "node:fs";
import { getPriority } from "node:os";
import { expect, it } from "vitest";
import { openLearnerThread } from "../../../src/learn/learner-thread.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import { quadraticState, quadraticStep } from "../../support/engine-programs.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinyPlan } from "../../support/tiny-plan.ts";

const priorities = (): number[] =>
  readdirSync("/proc/self/task").map((task) => getPriority(Number(task)));

it.skipIf(process.platform !== "linux")(
  "only the training threads are nice (Linux: elsewhere niceness is the process's)",
  async () => {
    const own = getPriority();
    const before = priorities().filter((priority) => priority === own + 7).length;
    const engine = await ortNode.create({ provider: "cpu" });
    const training = { step: quadraticStep, initialState: quadraticState(), threads: 3 };
    await engine.openTraining({ ...training, niceness: 7 });
    const nice = priorities().filter((priority) => priority === own + 7).length;
    // The worker and the runtime's two helpers, which inherit.
    expect(nice - before).toBeGreaterThanOrEqual(3);
    expect(getPriority()).toBe(own);
    await engine.close();
  },
);

it.skipIf(process.platform !== "linux")(
  "the learner's thread is nice, and so is all that it starts",
  async () => {
    const own = getPriority();
    const nice = (): number => priorities().filter((priority) => priority === own + 6).length;
    const before = nice();
    const learner = openLearnerThread({
      engine: { name: "ort-node", provider: "cpu" },
      niceness: 6,
      learners: [tinyPlan(await temporaryFolder(), 7)],
    });
    await learner.ready();
    // The learner and its trainer; each runs threads of Node's own besides.
    expect(nice() - before).toBeGreaterThanOrEqual(2);
    expect(getPriority()).toBe(own);
    await learner.stop();
  },
);
