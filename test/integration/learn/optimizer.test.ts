import { afterAll, beforeAll, describe, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { square } from "../../../src/graph/derived/square.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { constant, input } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { sub } from "../../../src/graph/ops/sub.ts";
import { toOnnx } from "../../../src/graph/serialise.ts";
import type { Value } from "../../../src/graph/value.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import { scheduleAt, scheduledNames } from "../../../src/optim/schedule.ts";
import type {
  Engine,
  HostTensor,
  NamedTensors,
  TensorSpec,
  TrainingSession,
} from "../../../src/runtime/engine.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import { optimizerExamples } from "../../contract/optimizer-examples.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { normalTensor } from "../../support/feeds.ts";
import { freeParameter, runUpdates, type UpdateRunner } from "../../support/update-runner.ts";

const target = [0.7, -1.2, 0.4];

function quadratic() {
  const w = freeParameter("w", [3]);
  const steepness = constant([3], [1, 3, 0.5]);
  return { w, loss: sumAll(mul(square(sub(w.value, constant([3], target))), steepness)) };
}

/** Three tensors, two of them in one group, that follow a target of their own. */
function pursuit() {
  const parameters = [
    freeParameter("kernel", [2, 2]),
    freeParameter("weight", [3]),
    freeParameter("bias", [2], false),
  ];
  const targets = parameters.map(({ name, shape }) => input(`at/${name}`, "float32", shape));
  const loss = parameters
    .map(({ value }, i) => sumAll(square(sub(value, targets[i]!))))
    .reduce(add);
  return { parameters, targets, loss };
}

const tensor = (name: string, shape: readonly number[]): TensorSpec => ({
  name,
  dtype: "float32",
  shape,
});
const scalarOf = (value: number): HostTensor => ({
  dtype: "float32",
  shape: [],
  data: Float32Array.of(value),
});

/** Opens the runner's step on an engine. */
function open(
  engine: Engine,
  options: {
    readonly loss: Value;
    readonly batch: readonly Value[];
    readonly runner: UpdateRunner;
  },
): Promise<TrainingSession> {
  const { loss, batch, runner } = options;
  const { update } = runner;
  const outputs = { loss, ...update.metrics };
  const graph = defineGraph({
    name: "step",
    inputs: [...batch, ...update.inputs],
    outputs: { ...outputs, ...update.nextState },
  });
  return engine.openTraining({
    step: {
      model: toOnnx(graph),
      state: update.state.map((t) => ({ ...tensor(t.name, t.shape), next: t.next })),
      inputs: [
        ...batch.map((value) => tensor(graph.names.get(value)!, value.shape)),
        ...scheduledNames.map((n) => tensor(n, [])),
      ],
      outputs: Object.keys(outputs).map((n) => tensor(n, [])),
    },
    initialState: initialState(update.state, 0),
    threads: 1,
    niceness: 0,
  });
}

function scheduled(runner: UpdateRunner, step: number): NamedTensors {
  const schedule = scheduleAt(runner.update.schedule, { step });
  return Object.fromEntries(scheduledNames.map((n) => [n, scalarOf(schedule[n])]));
}

const numbersOf = async (session: TrainingSession, name: string): Promise<Float32Array> =>
  (await session.getState([name]))[name]!.data as Float32Array;

describe.each(Object.entries(optimizerExamples))("optimizer %s on ort-node", (name, example) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await ortNode.create({ provider: "cpu" });
  });
  afterAll(() => engine.close());

  it("takes the float64 reference's steps and finds the minimum of a quadratic", async () => {
    const { w, loss } = quadratic();
    const runner = runUpdates({ loss, parameters: [w], optimizer: { name, ...example.options } });
    const session = await open(engine, { loss, batch: [], runner });
    for (let step = 1; step <= 400; step++) {
      await session.step(scheduled(runner, step), []);
      if (step > 20) continue;
      runner.step();
      expectAllClose(await numbersOf(session, "w"), runner.state("w"), 1e-5);
    }
    expectAllClose(await numbersOf(session, "w"), target, 0.02);
    await session.close();
  });

  it("takes the reference's steps on tensors that share a vector, gradients orthogonal", async () => {
    const { parameters, targets, loss } = pursuit();
    const optimizer = { name, ...example.options, weightDecay: 0.1, orthogonalBeta: 0.9 };
    const runner = runUpdates({ loss, parameters, optimizer });
    const session = await open(engine, { loss, batch: targets, runner });
    for (let step = 1; step <= 12; step++) {
      const drawn = parameters.map(({ name: of, shape }) => ({
        name: `at/${of}`,
        values: normalTensor(shape, randomFor(21, of, step)),
      }));
      await session.step(
        {
          ...Object.fromEntries(
            drawn.map(({ name: at, values: { shape, data } }) => [
              at,
              { dtype: "float32", shape, data: Float32Array.from(data) },
            ]),
          ),
          ...scheduled(runner, step),
        },
        [],
      );
      runner.step(new Map(drawn.map(({ name: at, values }) => [at, values])));
      for (const { name: slot } of runner.update.state) {
        expectAllClose(await numbersOf(session, slot), runner.state(slot), 1e-5);
      }
    }
    await session.close();
  });
});
