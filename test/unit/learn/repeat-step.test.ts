import { describe, expect, it } from "vitest";
import { verifyGraph } from "../../../src/graph/verify.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { evaluateStep, stepFeeds } from "../../support/step-feeds.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const seed = 67;
const spec = tinySpec({
  height: 8,
  width: 8,
  batch: 2,
  encoder: { name: "merge", widths: [4, 4], expansion: 0, channels: 4 },
  objectives: [{ name: "info-nce", weight: 1, hidden: 8, dimension: 8 }],
});

describe("several steps in one run", () => {
  const single = compileStep(spec);
  const stateNames = new Set(single.buffers.map((buffer) => buffer.name));
  const run = compileStep({ ...spec, step: { stepsPerRun: 3 } });
  const numbers = [1, 2, 3];
  const feeds = numbers.map((number) => stepFeeds(single, spec, { seed, number }));

  it("read and write the same state, and take each step's clips and schedule", () => {
    verifyGraph(run.graph);
    expect(run.state).toEqual(single.state);
    expect(run.buffers).toEqual(single.buffers);
    expect(run.outputs).toEqual(single.outputs);
    expect(run.stepsPerRun).toBe(3);
    for (const value of single.graph.inputs) {
      const name = single.graph.names.get(value)!;
      const taken = run.graph.inputs.find((other) => run.graph.names.get(other) === name)!;
      expect(taken.shape, name).toEqual(stateNames.has(name) ? value.shape : [3, ...value.shape]);
    }
  });

  it("are the same steps one after the other, exactly, each with its own scalars", () => {
    const stacked: Feeds = new Map(feeds[0]);
    for (const [name, { shape }] of feeds[0]!) {
      if (stateNames.has(name)) continue;
      const all = feeds.flatMap((own) => [...own.get(name)!.data]);
      stacked.set(name, tensorOf([3, ...shape], all));
    }
    const found = evaluateStep(run, stacked);

    const current: Feeds = new Map(feeds[0]);
    numbers.forEach((_, i) => {
      for (const [name, tensor] of feeds[i]!) {
        if (!stateNames.has(name)) current.set(name, tensor);
      }
      const outputs = evaluateStep(single, current);
      for (const name of single.outputs) expect(found.get(name)![i]).toBe(outputs.get(name)![0]);
      for (const { name, next, shape } of single.buffers) {
        current.set(name, { shape, data: outputs.get(next!)! });
      }
    });
    for (const { name, next } of single.buffers) {
      expect(found.get(next!), name).toEqual(current.get(name)!.data);
    }
  });
});
