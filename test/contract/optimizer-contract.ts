import { describe, expect, it } from "vitest";
import { square } from "../../src/graph/derived/square.ts";
import { sumAll } from "../../src/graph/derived/sum-all.ts";
import { defineGraph } from "../../src/graph/graph.ts";
import { constant, input } from "../../src/graph/leaves.ts";
import { add } from "../../src/graph/ops/add.ts";
import { mul } from "../../src/graph/ops/mul.ts";
import { sub } from "../../src/graph/ops/sub.ts";
import { toOnnx } from "../../src/graph/serialise.ts";
import { verifyGraph } from "../../src/graph/verify.ts";
import type { Optimizer } from "../../src/optim/optimizer.ts";
import { rateSchedules } from "../../src/optim/rate-schedule.ts";
import { scheduleAt } from "../../src/optim/schedule.ts";
import { expectAllClose } from "../support/all-close.ts";
import { tensorOf } from "../support/feeds.ts";
import { emitLossUpdate, freeParameter, runUpdates } from "../support/update-runner.ts";

/** Options with which an optimizer solves a small problem soon. */
export interface OptimizerExample {
  readonly options: Readonly<Record<string, unknown>>;
  readonly badOptions: readonly Readonly<Record<string, unknown>>[];
}

const target = [0.7, -1.2, 0.4, 2];
const steepness = [1, 3, 0.5, 8];

/** Σ steepness·(w − target)² + (b − 0.5)², times an input `gain`. */
function quadratic() {
  const w = freeParameter("w", [4]);
  const b = freeParameter("b", [], false);
  const bowl = sumAll(mul(square(sub(w.value, constant([4], target))), constant([4], steepness)));
  const whole = add(bowl, square(sub(b.value, constant([], 0.5))));
  const gain = input("gain", "float32", []);
  return { w, b, gain, loss: mul(whole, gain) };
}

const gainOf = (value: number) => new Map([["gain", tensorOf([], value)]]);

/** What every optimizer promises. */
export function describeOptimizer(optimizer: Optimizer, example: OptimizerExample): void {
  const named = { name: optimizer.name, ...example.options };
  const run = () => {
    const { w, b, loss } = quadratic();
    return runUpdates({ loss, parameters: [w, b], optimizer: named });
  };

  describe(`optimizer ${optimizer.name}`, () => {
    it("finds the minimum of a quadratic", () => {
      const runner = run();
      for (let i = 0; i < 400; i++) runner.step(gainOf(1));
      expectAllClose(runner.state("w"), target, 0.02);
      expectAllClose(runner.state("b"), [0.5], 0.02);
    });

    it("lowers the loss in its first steps", () => {
      const runner = run();
      const losses = Array.from({ length: 6 }, () => runner.step(gainOf(1))["loss"]!);
      expect(losses.toSorted((x, y) => y - x)).toEqual(losses);
    });

    it("moves the same way in the same order of parameters or another", () => {
      const { w, b, loss } = quadratic();
      const [one, other] = [
        runUpdates({ loss, parameters: [w, b], optimizer: named }),
        runUpdates({ loss, parameters: [b, w], optimizer: named }),
      ];
      for (let i = 0; i < 5; i++) {
        one.step(gainOf(1));
        other.step(gainOf(1));
      }
      expectAllClose(other.state("w"), one.state("w"), 1e-12);
      expectAllClose(other.state("b"), one.state("b"), 1e-12);
    });

    it.each([Number.NaN, Infinity])(
      "keeps the whole state and says isFinite 0 when the loss is %d",
      (bad) => {
        const runner = run();
        for (let i = 0; i < 3; i++) expect(runner.step(gainOf(1))["isFinite"]).toBe(1);
        const snapshot = () => runner.update.state.map(({ name }) => [...runner.state(name)]);
        const before = snapshot();
        expect(runner.step(gainOf(bad))["isFinite"]).toBe(0);
        expect(snapshot()).toEqual(before);
        expect(runner.step(gainOf(1))["isFinite"]).toBe(1);
        expect(snapshot()).not.toEqual(before);
      },
    );

    it("goes on from its state as if it had never stopped", () => {
      const whole = run();
      for (let i = 0; i < 4; i++) whole.step(gainOf(1));
      const { w, b, loss } = quadratic();
      const resumed = runUpdates({ loss, parameters: [w, b], optimizer: named, resume: whole });
      for (let i = 0; i < 3; i++) {
        expect(resumed.step(gainOf(1))).toEqual(whole.step(gainOf(1)));
      }
      for (const { name } of whole.update.state) {
        expect([...resumed.state(name)], name).toEqual([...whole.state(name)]);
      }
    });

    it("keeps its state finite over steps without a gradient, from the first on", () => {
      const runner = run();
      for (let i = 0; i < 5; i++) {
        expect(runner.step(gainOf(i < 3 ? 0 : 1))["isFinite"]).toBe(1);
        for (const { name } of runner.update.state) {
          expect(runner.state(name).every(Number.isFinite), `${name}, step ${i + 1}`).toBe(true);
        }
      }
      expect([...runner.state("w")].every((x) => x !== 0)).toBe(true);
    });

    it.each(rateSchedules)("follows the schedule '%s' from its first step on", (schedule) => {
      const fall = { schedule, warmupSteps: 0, decaySteps: 4, finalFraction: 0.5 };
      const built = optimizer.build({ ...example.options, ...fall });
      const rates = [1, 2, 3, 4, 5, 6].map((step) => {
        const scalars = scheduleAt(built.schedule, { step });
        expect(Object.values(scalars).every((x) => Number.isFinite(x) && x > 0)).toBe(true);
        return scalars.learningRate;
      });
      const full = optimizer.options.parse({ ...example.options, ...fall })["learningRate"];
      expect(rates[0]).toBe(full);
      expect(rates[5]! < rates[0]!).toBe(schedule !== "constant");
    });

    it("keeps a state that goes in and out by name, and ends in ai.onnx operators only", () => {
      const bytes = [0, 1].map(() => {
        const { w, b, gain, loss } = quadratic();
        const update = emitLossUpdate(loss, [w, b], named);
        expect(update.state.map((t) => t.next)).toEqual(update.state.map((t) => `next/${t.name}`));
        expect(Object.keys(update.nextState)).toEqual(update.state.map((t) => t.next));
        for (const { shape, next } of update.state) {
          expect(update.nextState[next]!.shape).toEqual(shape);
        }
        const graph = defineGraph({
          name: "step",
          inputs: [gain, ...update.inputs],
          outputs: { ...update.metrics, ...update.nextState },
        });
        verifyGraph(graph);
        expect(graph.nodes.filter((node) => node.domain !== "")).toEqual([]);
        return toOnnx(graph);
      });
      expect(bytes[0]).toEqual(bytes[1]);
    });

    it.each(example.badOptions.map((options) => [JSON.stringify(options), options] as const))(
      "refuses the options %s",
      (_, options) => {
        expect(optimizer.options.safeParse(options).success).toBe(false);
        expect(() => optimizer.build(options)).toThrow();
      },
    );

    it("accepts its defaults, and refuses an option it does not know", () => {
      expect(optimizer.options.safeParse({}).success).toBe(true);
      expect(optimizer.options.safeParse({ unknown: 1 }).success).toBe(false);
    });
  });
}
