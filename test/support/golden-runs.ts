import { backward } from "../../src/autodiff/backward.ts";
import { scale } from "../../src/graph/derived/scale.ts";
import { defineGraph, type Graph } from "../../src/graph/graph.ts";
import type { Lowering } from "../../src/graph/lower-graph.ts";
import { add } from "../../src/graph/ops/add.ts";
import { elementCount } from "../../src/graph/shape.ts";
import { toOnnx } from "../../src/graph/serialise.ts";
import { buildModel } from "../../src/learn/build-model.ts";
import { compileStep } from "../../src/learn/compile-step.ts";
import { initialState } from "../../src/learn/initial-state.ts";
import type { LearnerSpec } from "../../src/learn/learner-spec.ts";
import { packState, unpackState } from "../../src/learn/state-buffers.ts";
import { stepProgram } from "../../src/learn/step-program.ts";
import { scheduleAt, scheduledNames } from "../../src/optim/schedule.ts";
import type { Engine, HostTensor, NamedTensors, TensorSpec } from "../../src/runtime/engine.ts";
import { evaluate } from "./evaluate.ts";
import { tensorOf, type Feeds } from "./feeds.ts";
import { drawBatch, drawWeight } from "./golden-draws.ts";

/** What a run of the vectors' model came to, by name. */
export type Found = ReadonlyMap<string, ArrayLike<number>>;

/** Losses and the gradient of each parameter, as `gradient/<name>`. */
function gradientGraph(spec: LearnerSpec): Graph {
  const model = buildModel(spec);
  const parameters = model.parameters.all();
  const values = parameters.map((p) => p.value);
  const loss = model.terms.map((term) => scale(term.loss, term.weight)).reduce(add);
  const outputs = Object.fromEntries([
    ["loss", loss],
    ...model.terms.flatMap(({ name, loss: own, metrics }) => [
      [name, own] as const,
      ...Object.entries(metrics).map(([metric, value]) => [`${name}/${metric}`, value] as const),
    ]),
    ...backward(loss, values).map((dW, i) => [`gradient/${parameters[i]!.name}`, dW] as const),
  ]);
  return defineGraph({
    name: "gradients",
    inputs: [...Object.values(model.inputs.clips), ...values],
    outputs,
  });
}

/** The vectors' weights for a graph's parameters and their batch, by the name of the input. */
function drawnFeeds(spec: LearnerSpec, graph: Graph, seed: string) {
  const batch = drawBatch({ ...spec, seed });
  return graph.inputs.map((value) => {
    const name = graph.names.get(value)!;
    const { shape } = value;
    return { name, shape, data: batch.get(name)?.data ?? drawWeight(seed, name, shape) };
  });
}

const floats = (shape: readonly number[], data: Float32Array): HostTensor => ({
  dtype: "float32",
  shape,
  data,
});

const specOf = (name: string, shape: readonly number[]): TensorSpec => ({
  name,
  dtype: "float32",
  shape,
});

/** The first step's losses and gradients, in float64. */
export function gradientsInFloat64(spec: LearnerSpec, seed: string): Found {
  const graph = gradientGraph(spec);
  const feeds: Feeds = new Map(
    drawnFeeds(spec, graph, seed).map(({ name, shape, data }) => [name, tensorOf(shape, data)]),
  );
  const found = evaluate(Object.values(graph.outputs), feeds);
  return new Map(Object.keys(graph.outputs).map((name, i) => [name, found[i]!.data]));
}

/** The same by an engine, in float32. */
export async function gradientsOn(engine: Engine, spec: LearnerSpec, seed: string): Promise<Found> {
  const graph = gradientGraph(spec);
  const feeds = drawnFeeds(spec, graph, seed);
  const session = await engine.openInference({
    model: toOnnx(graph),
    inputs: feeds.map(({ name, shape }) => specOf(name, shape)),
    outputs: Object.entries(graph.outputs).map(([name, { shape }]) => specOf(name, shape)),
    threads: 1,
  });
  const given = feeds.map(({ name, shape, data }) => [name, floats(shape, data)] as const);
  const outputs = await session.run(Object.fromEntries(given));
  await session.close();
  return new Map(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

/** What several steps came to. */
export interface Trained {
  /** Each scalar of each step. */
  readonly scalars: Readonly<Record<string, readonly number[]>>;
  readonly start: Found;
  readonly end: Found;
}

/** A compiled step with the vectors' start in place of the seed's, and their batch. */
function openSteps(spec: LearnerSpec, seed: string, lowering: Lowering = {}) {
  const compiled = compileStep(spec, lowering);
  const parameters = new Map(compiled.parameters.map((p) => [p.name, p]));
  const own = initialState(compiled.state, 0);
  const start: NamedTensors = Object.fromEntries(
    compiled.state.map(({ name, shape, startsAs = name }) => [
      name,
      parameters.has(startsAs) ? floats(shape, drawWeight(seed, startsAs, shape)) : own[name]!,
    ]),
  );
  return { compiled, start, batch: drawBatch({ ...spec, seed }) };
}

const dataOf = (tensors: NamedTensors): Found =>
  new Map(Object.entries(tensors).map(([name, { data }]) => [name, data as Float32Array]));

/** `steps` steps on one batch, in float64. */
export function stepsInFloat64(spec: LearnerSpec, seed: string, steps: number): Trained {
  const { compiled, start, batch } = openSteps(spec, seed);
  const { graph, buffers } = compiled;
  const packed = packState(buffers, start);
  const feeds: Feeds = new Map(
    [...Object.entries(packed), ...batch].map(([name, { shape, data }]) => [
      name,
      tensorOf(shape, data as Float32Array),
    ]),
  );
  const scalars: Record<string, number[]> = {};
  for (let step = 1; step <= steps; step++) {
    const schedule = scheduleAt(compiled.schedule, { step });
    for (const name of scheduledNames) feeds.set(name, tensorOf([], schedule[name]));
    const names = [...compiled.outputs, ...buffers.map(({ next }) => next!)];
    const found = evaluate(
      names.map((name) => graph.outputs[name]!),
      feeds,
    );
    compiled.outputs.forEach((name, i) => (scalars[name] ??= []).push(found[i]!.data[0]!));
    buffers.forEach(({ name }, i) => feeds.set(name, found[compiled.outputs.length + i]!));
  }
  const end = new Map(
    buffers.flatMap(({ name, members }) =>
      members.map((member) => {
        const { data } = feeds.get(name)!;
        const until = member.offset + elementCount(member.shape);
        return [member.name, data.slice(member.offset, until)] as const;
      }),
    ),
  );
  return { scalars, start: dataOf(start), end };
}

/** The same by an engine, in float32, as training does it. */
export async function stepsOn(
  engine: Engine,
  spec: LearnerSpec,
  seed: string,
  steps: number,
): Promise<Trained> {
  const { compiled, start, batch } = openSteps(spec, seed, await engine.lowering());
  const session = await engine.openTraining({
    step: stepProgram(compiled),
    initialState: packState(compiled.buffers, start),
    threads: 1,
    niceness: 0,
  });
  const scalars: Record<string, number[]> = {};
  for (let step = 1; step <= steps; step++) {
    const schedule = scheduleAt(compiled.schedule, { step });
    const { outputs } = await session.step(
      Object.fromEntries([
        ...[...batch].map(([name, { shape, data }]) => [name, floats(shape, data.slice())]),
        ...scheduledNames.map((name) => [name, floats([], Float32Array.of(schedule[name]))]),
      ]) as NamedTensors,
      compiled.outputs,
    );
    for (const name of compiled.outputs) {
      (scalars[name] ??= []).push(Number(outputs[name]!.data[0]));
    }
  }
  const end = dataOf(unpackState(compiled.buffers, await session.getState()));
  await session.close();
  return { scalars, start: dataOf(start), end };
}
