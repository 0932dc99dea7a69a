import { describe, expect, it } from "vitest";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { square } from "../../../src/graph/derived/square.ts";
import { sqrt } from "../../../src/graph/ops/sqrt.ts";
import { scheduleAt, scheduledNames } from "../../../src/optim/schedule.ts";
import { emitLossUpdate, freeParameter, runUpdates } from "../../support/update-runner.ts";

const optimizer = { name: "adamw", learningRate: 0.1, weightDecay: 0, warmupSteps: 0 };

describe("emitUpdate", () => {
  it("reads its state, then the schedule's scalars, and writes the state in the same order", () => {
    const parameters = [freeParameter("a", [2]), freeParameter("b", [])];
    const loss = sumAll(square(parameters[0]!.value));
    const { state, inputs, nextState } = emitLossUpdate(loss, parameters, optimizer);
    expect(state.map((t) => t.name)).toEqual(
      expect.arrayContaining(["a", "b", "average/a", "average/b"]),
    );
    const names = inputs.map(({ node }) => (node.kind === "input" ? node.name : "?"));
    expect(names).toEqual([...state.map((t) => t.name), ...scheduledNames]);
    expect(Object.keys(nextState)).toEqual(state.map((t) => `next/${t.name}`));
  });

  it("leaves a parameter alone that the loss does not hang on", () => {
    const parameters = [freeParameter("used", [1]), freeParameter("idle", [1])];
    const loss = sumAll(square(parameters[0]!.value));
    const start = { used: [1], idle: [1] };
    const runner = runUpdates({ loss, parameters, optimizer, start });
    expect(runner.step()["isFinite"]).toBe(1);
    expect(runner.state("used")[0]).toBeCloseTo(0.9, 3);
    expect(runner.state("idle")[0]).toBe(1);
  });

  it("keeps a running average of each parameter, which starts as the parameter does", () => {
    const a = freeParameter("a", [1]);
    const loss = sumAll(square(a.value));
    const runner = runUpdates({ loss, parameters: [a], optimizer, start: { a: [1] } });
    const copy = runner.update.state.find((t) => t.name === "average/a");
    expect(copy).toMatchObject({ shape: [1], startsAs: "a", init: a.init });
    let average = 1;
    for (let step = 1; step <= 5; step++) {
      runner.step();
      const { averageDecay } = scheduleAt(runner.update.schedule, { step });
      average = averageDecay * average + (1 - averageDecay) * runner.state("a")[0]!;
      expect(runner.state("average/a")[0]).toBeCloseTo(average, 12);
    }
  });

  it("keeps the old state where the loss is finite and its gradient is not", () => {
    const a = freeParameter("a", [2]);
    const loss = sumAll(sqrt(a.value));
    const runner = runUpdates({ loss, parameters: [a], optimizer, start: { a: [0, 4] } });
    const { loss: value, isFinite } = runner.step();
    expect([value, isFinite]).toEqual([2, 0]);
    for (const { name } of runner.update.state) {
      expect([...runner.state(name)]).toEqual(/^(average\/)?a$/.test(name) ? [0, 4] : [0, 0]);
    }
  });

  it("refuses an optimizer option that does not exist", () => {
    const a = freeParameter("a", [1]);
    const bad = { name: "adamw", learningRat: 0.1 };
    expect(() => emitLossUpdate(sumAll(a.value), [a], bad)).toThrow(/learningRat/);
  });
});
