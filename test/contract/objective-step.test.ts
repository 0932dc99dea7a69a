import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { optimizeGraph } from "../../src/graph/passes/index.ts";
import { defineGraph } from "../../src/graph/graph.ts";
import { verifyGraph } from "../../src/graph/verify.ts";
import { buildModel, modelParameters } from "../../src/learn/build-model.ts";
import { compileMonitor } from "../../src/learn/compile-monitor.ts";
import { compileStep } from "../../src/learn/compile-step.ts";
import type { CompiledStep } from "../../src/learn/compiled-step.ts";
import type { LearnerSpec } from "../../src/learn/learner-spec.ts";
import { needsOf } from "../../src/learn/objective-needs.ts";
import { stepProgram } from "../../src/learn/step-program.ts";
import { loadAddon } from "../../src/native/addon.ts";
import { objectives } from "../../src/objectives/index.ts";
import type { Engine, HostTensor, NamedTensors } from "../../src/runtime/engine.ts";
import { ortNative } from "../../src/runtime/ort-native/ort-native-engine.ts";
import { ortNode } from "../../src/runtime/ort-node/ort-node-engine.ts";
import { expectAllClose } from "../support/all-close.ts";
import { evaluate } from "../support/evaluate.ts";
import { parameterFeeds, type Feeds } from "../support/feeds.ts";
import { objectiveExamples } from "../support/objective-examples.ts";
import { clipFeeds, evaluateStep, stepFeeds } from "../support/step-feeds.ts";
import { tinySpec } from "../support/tiny-learner.ts";

/** What the whole way to a training step does with every objective, one at a time. */

const seed = 71;
/** Scalars of two steps, ONNX Runtime's float32 against our float64. */
const engineTolerance = 1e-5;

function specOf(name: string): LearnerSpec {
  return tinySpec({
    height: 8,
    width: 8,
    batch: 4,
    encoder: { name: "merge", widths: [4, 4], expansion: 0, mixing: 0, channels: 4 },
    // Adam's first step is the gradient's sign: what rounding makes of a gradient of 0 would count.
    optimizer: { name: "sgd", learningRate: 0.05, warmupSteps: 0 },
    objectives: [{ name, weight: 1, ...objectiveExamples[name]!.options }],
  });
}

/** The step of an objective's spec, compiled once for all that look at it. */
const compiledSteps = new Map<string, CompiledStep>();
function wholeStep(name: string): CompiledStep {
  const known = compiledSteps.get(name) ?? compileStep(specOf(name));
  compiledSteps.set(name, known);
  return known;
}

/** The scalars of `steps` steps in float64, from the state and on the clips of `seed`. */
function stepsInFloat64(name: string, steps: number): Record<string, number>[] {
  const spec = specOf(name);
  const step = wholeStep(name);
  let feeds = stepFeeds(step, spec, { seed });
  return Array.from({ length: steps }, (_, i) => {
    const found = evaluateStep(step, feeds);
    const state = step.buffers.map(({ name, next, shape }) => ({
      name,
      shape,
      data: found.get(next!)!,
    }));
    feeds = stepFeeds(step, spec, { seed, number: i + 2 });
    for (const { name, shape, data } of state) feeds.set(name, { shape, data });
    return Object.fromEntries(step.outputs.map((name) => [name, found.get(name)![0]!]));
  });
}

const host = (feeds: Feeds, names: readonly string[]): NamedTensors =>
  Object.fromEntries(
    names.map((name): [string, HostTensor] => {
      const { shape, data } = feeds.get(name)!;
      return [name, { dtype: "float32", shape, data: Float32Array.from(data) }];
    }),
  );

async function stepsOn(engine: Engine, name: string, steps: number) {
  const spec = specOf(name);
  const lowering = await engine.lowering();
  const isPlain = Object.keys(lowering).length === 0;
  const compiled = isPlain ? wholeStep(name) : compileStep(spec, lowering);
  const program = stepProgram(compiled);
  const session = await engine.openTraining({
    step: program,
    initialState: host(
      stepFeeds(compiled, spec, { seed }),
      compiled.buffers.map(({ name }) => name),
    ),
    threads: 1,
    niceness: 0,
  });
  const inputs = program.inputs.map(({ name }) => name);
  const found: Record<string, number>[] = [];
  for (let number = 1; number <= steps; number++) {
    const feeds = stepFeeds(compiled, spec, { seed, number });
    const { outputs } = await session.step(host(feeds, inputs), compiled.outputs);
    found.push(
      Object.fromEntries(compiled.outputs.map((name) => [name, Number(outputs[name]!.data[0])])),
    );
  }
  await session.close();
  return found;
}

describe.each(objectives.names)("a step of %s", (name) => {
  it("has the same loss before and after the compiler's passes", () => {
    const spec = specOf(name);
    const models = modelParameters();
    const { inputs, terms } = buildModel(spec, models);
    const parameters = [...models.trained.all(), ...models.averaged.all()];
    const plain = defineGraph({
      name,
      inputs: [
        ...parameters.map((p) => p.value),
        ...[inputs.clips, inputs.draws, inputs.state].flatMap((own) => Object.values(own)),
      ],
      outputs: { loss: terms[0]!.loss, ...terms[0]!.metrics },
    });
    const feeds = new Map([
      ...parameterFeeds([...parameters, ...needsOf(spec).state], { seed, spread: 0.1 }),
      ...clipFeeds(spec, { seed }),
    ]);
    const optimized = optimizeGraph(plain);
    expect(optimized.nodes.length).toBeLessThan(plain.nodes.length);
    const [before, after] = [plain, optimized].map(({ outputs }) =>
      evaluate(Object.values(outputs), feeds).map(({ data }) => data[0]!),
    );
    expectAllClose(after!, before!, 1e-11);
  });

  it("has the losses and the next state of the whole batch in micro-batches", () => {
    const spec = specOf(name);
    const whole = wholeStep(name);
    const parts = compileStep({ ...spec, step: { microBatches: 2 } });
    verifyGraph(parts.graph);
    const feeds = stepFeeds(whole, spec, { seed });
    const [expected, found] = [whole, parts].map((step) => evaluateStep(step, feeds));
    for (const [output, values] of expected!) expectAllClose(found!.get(output)!, values, 1e-10);
  });

  it("can be looked at without a step, from the state alone", () => {
    const spec = specOf(name);
    const { buffers } = wholeStep(name);
    const monitor = compileMonitor(spec, buffers);
    verifyGraph(monitor.graph);
    const known = new Set(buffers.map((buffer) => buffer.name));
    expect(monitor.reads.filter((read) => !known.has(read))).toEqual([]);
    const given = monitor.inputs.map((given) => given.name).toSorted();
    expect(given).toEqual([...clipFeeds(spec, { seed }).keys()].toSorted());
  });
});

const inFloat64 = new Map(
  objectives.names.map((name) => [name, once(() => stepsInFloat64(name, 2))]),
);

describe.each([ortNode, ortNative])("a step on $name", (entry) => {
  const isThere = entry !== ortNative || loadAddon().loaded;
  let engine: Engine | undefined;
  beforeAll(async () => {
    if (isThere) engine = await entry.create({ provider: "cpu" });
  });
  afterAll(() => engine?.close());

  it.skipIf(!isThere).each(objectives.names)(
    "of %s has the losses of two steps in float64 (skipped on ort-native where the addon is not built)",
    async (name) => {
      const expected = inFloat64.get(name)!();
      const found = await stepsOn(engine!, name, 2);
      expect(expected[1]).not.toEqual(expected[0]);
      for (const [i, scalars] of expected.entries()) {
        for (const [scalar, value] of Object.entries(scalars)) {
          const error = Math.abs(found[i]![scalar]! - value) / Math.max(1, Math.abs(value));
          expect(error, `${scalar} of step ${i + 1} (seed ${seed})`).toBeLessThan(engineTolerance);
        }
      }
    },
  );
});

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
