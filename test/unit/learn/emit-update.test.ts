import { describe, expect, it } from "vitest";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { square } from "../../../src/graph/derived/square.ts";
import { emitUpdate } from "../../../src/learn/emit-update.ts";
import { freeParameter, runUpdates } from "../../support/update-runner.ts";

const optimizer = { name: "adamw", learningRate: 0.1, weightDecay: 0, warmupSteps: 0 };

describe("emitUpdate", () => {
  it("lists the parameters first, then what the optimizer keeps, then the schedule's inputs", () => {
    const parameters = [freeParameter("a", [2]), freeParameter("b", [])];
    const loss = sumAll(square(parameters[0]!.value));
    const { state, inputs, nextState } = emitUpdate(loss, parameters, optimizer);
    expect(state.slice(0, 2).map((t) => t.name)).toEqual(["a", "b"]);
    const names = inputs.map(({ node }) => (node.kind === "input" ? node.name : "?"));
    expect(names).toEqual([
      ...state.map((t) => t.name),
      ...["learningRate", "biasCorrection1", "biasCorrection2"],
    ]);
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

  it("refuses an optimizer option that does not exist", () => {
    const a = freeParameter("a", [1]);
    const bad = { name: "adamw", learningRat: 0.1 };
    expect(() => emitUpdate(sumAll(a.value), [a], bad)).toThrow(/learningRat/);
  });
});
