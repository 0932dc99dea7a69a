import { afterAll, beforeAll, describe, it } from "vitest";
import { square } from "../../../src/graph/derived/square.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { constant } from "../../../src/graph/leaves.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { sub } from "../../../src/graph/ops/sub.ts";
import { toOnnx } from "../../../src/graph/serialise.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import { scheduleAt, scheduledNames } from "../../../src/optim/schedule.ts";
import type { Engine, HostTensor, TensorSpec } from "../../../src/runtime/engine.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import { optimizerExamples } from "../../contract/optimizer-examples.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { freeParameter, runUpdates } from "../../support/update-runner.ts";

const target = [0.7, -1.2, 0.4];

function quadratic() {
  const w = freeParameter("w", [3]);
  const steepness = constant([3], [1, 3, 0.5]);
  return { w, loss: sumAll(mul(square(sub(w.value, constant([3], target))), steepness)) };
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

describe.each(Object.entries(optimizerExamples))("optimizer %s on ort-node", (name, example) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await ortNode.create({ provider: "cpu" });
  });
  afterAll(() => engine.close());

  it("takes the float64 reference's steps and finds the minimum of a quadratic", async () => {
    const { w, loss } = quadratic();
    const reference = runUpdates({
      loss,
      parameters: [w],
      optimizer: { name, ...example.options },
    });
    const { update } = reference;
    const outputs = { loss, ...update.metrics };
    const graph = defineGraph({
      name: "quadratic",
      inputs: update.inputs,
      outputs: { ...outputs, ...update.nextState },
    });
    const session = await engine.openTraining({
      step: {
        model: toOnnx(graph),
        state: update.state.map((t) => ({ ...tensor(t.name, t.shape), next: t.next })),
        inputs: scheduledNames.map((n) => tensor(n, [])),
        outputs: Object.keys(outputs).map((n) => tensor(n, [])),
      },
      initialState: initialState(update.state, 0),
      threads: 1,
      niceness: 0,
    });
    const weights = async () => (await session.getState(["w"]))["w"]!.data as Float32Array;
    for (let step = 1; step <= 400; step++) {
      const schedule = scheduleAt(update.schedule, { step });
      await session.step(
        Object.fromEntries(scheduledNames.map((n) => [n, scalarOf(schedule[n])])),
        [],
      );
      if (step > 20) continue;
      reference.step();
      expectAllClose(await weights(), reference.state("w"), 1e-5);
    }
    expectAllClose(await weights(), target, 0.02);
    await session.close();
  });
});
