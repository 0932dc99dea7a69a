import { describe, expect, it } from "vitest";
import { defineGraph } from "../../src/graph/graph.ts";
import { toOnnx } from "../../src/graph/serialise.ts";
import type { Value } from "../../src/graph/value.ts";
import { verifyGraph } from "../../src/graph/verify.ts";
import type { Objective, ObjectiveTerms } from "../../src/objectives/objective.ts";
import { expectAllClose } from "../support/all-close.ts";
import { expectDirectionalGradients } from "../support/directional-check.ts";
import { evaluate, type Tensor } from "../support/evaluate.ts";
import type { ObjectiveExample } from "../support/objective-examples.ts";
import { objectiveBench } from "../support/objective-inputs.ts";

const seed = 23;

/** What every objective promises, for camera and for lidar. */
export function describeObjective(objective: Objective, example: ObjectiveExample): void {
  describe.each(["camera", "lidar"] as const)(`objective ${objective.name} on %s`, (modality) => {
    const bench = () => objectiveBench(objective, { options: example.options, modality });

    it("gives a finite scalar loss, scalar metrics and one vector a clip", () => {
      const { terms, feeds } = bench();
      const metrics = Object.values(terms.metrics);
      expect([terms.loss, ...metrics].map((value) => value.shape)).toEqual(
        [terms.loss, ...metrics].map(() => []),
      );
      for (const vector of Object.values(terms.vectors)) {
        expect(vector.shape).toEqual([3, expect.any(Number)]);
      }
      for (const { data } of evaluate([terms.loss, ...metrics], feeds(seed))) {
        expect(Number.isFinite(data[0])).toBe(true);
        expect(data[0]).toBeGreaterThan(0);
      }
    });

    it("has the gradient of its loss, by every parameter and by both maps", () => {
      const { terms, scope, inputs, feeds } = bench();
      expectDirectionalGradients({
        loss: terms.loss,
        inputs: [...scope.all().map((p) => p.value), inputs.previousMap, inputs.currentMap],
        feeds: feeds(seed),
        seed,
      });
    });

    it("makes its results of each clip by itself", () => {
      const { results, feeds, clipTensors } = bench();
      const given = feeds(seed);
      const changed = new Map(given);
      for (const name of clipTensors) changed.set(name, changeLastClip(given.get(name)!));
      const values = Object.values(results);
      const [before, after] = [given, changed].map((which) => evaluate(values, which));
      values.forEach((value, i) => {
        expect(value.shape[0]).toBe(3);
        const { data } = before![i]!;
        const others = (2 * data.length) / 3;
        expect(after![i]!.data.slice(0, others)).toEqual(data.slice(0, others));
      });
      const lastOf = (tensors: typeof before): number[] =>
        tensors!.flatMap(({ data }) => [...data.slice((2 * data.length) / 3)]);
      expect(lastOf(after)).not.toEqual(lastOf(before));
    });

    it("does not hang on the order of the clips", () => {
      const { terms, feeds, clipTensors } = bench();
      const given = feeds(seed);
      const turned = new Map(given);
      for (const name of clipTensors) turned.set(name, turnBatch(given.get(name)!));
      const values = [terms.loss, ...Object.values(terms.metrics)];
      const numbers = (which: typeof given): number[] =>
        evaluate(values, which).map(({ data }) => data[0]!);
      expectAllClose(numbers(turned), numbers(given), 1e-12);
    });

    it("hands on its state in the shapes that it asked for", () => {
      const { terms, batchInputs } = bench();
      const shapesOf = (values: Readonly<Record<string, Value>>) =>
        Object.entries(values).map(([name, { shape }]) => [name, shape]);
      expect(shapesOf(terms.nextState ?? {})).toEqual(shapesOf(batchInputs.state));
    });

    it("is one graph of ai.onnx operators, the same bytes each time", () => {
      const bytes = [0, 1].map(() => {
        const { terms, scope, leaves } = bench();
        const graph = defineGraph({
          name: objective.name,
          inputs: [...scope.all().map((p) => p.value), ...leaves],
          outputs: { loss: terms.loss, ...nextOutputs(terms) },
        });
        verifyGraph(graph);
        expect(graph.nodes.filter((node) => node.domain !== "")).toEqual([]);
        return toOnnx(graph);
      });
      expect(bytes[0]).toEqual(bytes[1]);
    });
  });

  describe(`objective ${objective.name}`, () => {
    it("names its chance level as a number above 0, or not at all", () => {
      for (const batch of [2, 8, 32]) {
        const chance = objective.chance(batch, example.options);
        if (chance !== undefined) expect(chance).toBeGreaterThan(0);
        else expect(objective.chance(2 * batch)).toBeUndefined();
      }
    });

    it.each(example.badOptions.map((options) => [JSON.stringify(options), options] as const))(
      "refuses the options %s",
      (_, options) => {
        expect(objective.options.safeParse(options).success).toBe(false);
        expect(() => objectiveBench(objective, { options })).toThrow();
      },
    );

    it("accepts its defaults, and refuses an option it does not know", () => {
      expect(objective.options.safeParse({}).success).toBe(true);
      expect(objective.options.safeParse({ unknown: 1 }).success).toBe(false);
    });
  });
}

/** The same clips but for the last, every value of which is another. */
function changeLastClip({ shape, data }: Tensor): Tensor {
  const from = data.length - data.length / shape[0]!;
  return { shape, data: data.map((value, i) => (i < from ? value : 0.5 * value + 0.1)) };
}

/** The last clip first, the others after it. */
function turnBatch({ shape, data }: Tensor): Tensor {
  const size = data.length / shape[0]!;
  const turned = new Float64Array(data.length);
  turned.set(data.subarray(data.length - size));
  turned.set(data.subarray(0, data.length - size), size);
  return { shape, data: turned };
}

function nextOutputs({ nextState = {} }: ObjectiveTerms): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(nextState).map(([name, v]) => [`next/${name}`, v]));
}
