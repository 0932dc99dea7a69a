import type { Matrix } from "../core/matrix.ts";
import { rowOf } from "../core/matrix.ts";
import { randomFor } from "../core/random.ts";
import { toOnnx } from "../graph/serialise.ts";
import { initialState } from "../learn/initial-state.ts";
import { scheduleAt, scheduledNames } from "../optim/schedule.ts";
import type { Engine, TensorSpec } from "../runtime/engine.ts";
import { compilePerceptrons, type PerceptronSpec } from "./compile-perceptrons.ts";
import type { DenseLayer } from "./head.ts";

export interface TrainPerceptronsOptions {
  readonly engine: Engine;
  readonly spec: PerceptronSpec;
  /** [n, spec.inputs], standardised. */
  readonly x: Matrix;
  /** [n], standardised. */
  readonly y: Float64Array;
  /** The rows that each member learns from. */
  readonly rows: readonly (readonly number[])[];
  readonly steps: number;
  readonly seed: number;
  readonly threads: number;
}

/**
 * Trains the members of `spec` by the compiled step and gives each one's averaged layers.
 * @throws AppError ENGINE_…
 */
export async function trainPerceptrons(
  options: TrainPerceptronsOptions,
): Promise<readonly (readonly DenseLayer[])[]> {
  const { engine, spec, x, y, rows, seed } = options;
  const { members, batch, inputs } = spec;
  const compiled = compilePerceptrons(spec);
  const featureSpec = tensor("features", [members, batch, inputs]);
  const labelSpec = tensor("label", [members, batch]);
  const session = await engine.openTraining({
    step: {
      model: toOnnx(compiled.step),
      state: compiled.state.map(({ name, next, shape }) => ({ ...tensor(name, shape), next })),
      inputs: [featureSpec, labelSpec, ...scheduledNames.map((name) => tensor(name, []))],
      outputs: [tensor("loss", [])],
    },
    initialState: initialState(compiled.state, seed),
    threads: options.threads,
    niceness: 0,
  });
  try {
    for (let step = 1; step <= options.steps; step++) {
      const random = randomFor(seed, "perceptrons", step);
      const data = new Float32Array(members * batch * inputs);
      const label = new Float32Array(members * batch);
      for (let i = 0; i < members * batch; i++) {
        const own = rows[Math.floor(i / batch)]!;
        const row = own[random.integer(own.length)]!;
        data.set(rowOf(x, row), i * inputs);
        label[i] = y[row]!;
      }
      const at = scheduleAt(compiled.schedule, { step });
      await session.step(
        {
          features: { ...featureSpec, data },
          label: { ...labelSpec, data: label },
          ...Object.fromEntries(
            scheduledNames.map((name) => [
              name,
              { dtype: "float32" as const, shape: [], data: Float32Array.of(at[name]) },
            ]),
          ),
        },
        ["loss"],
      );
    }
    return await readMembers(session.getState(), spec);
  } finally {
    await session.close();
  }
}

async function readMembers(
  reading: ReturnType<Awaited<ReturnType<Engine["openTraining"]>>["getState"]>,
  { members, inputs, hidden }: PerceptronSpec,
): Promise<readonly (readonly DenseLayer[])[]> {
  const state = await reading;
  const layer = (name: string, member: number, from: number, to: number): DenseLayer => {
    const part = (kind: string, size: number): Float32Array => {
      const { data } = state[`average/${name}/${kind}`]!;
      return (data as Float32Array).slice(member * size, (member + 1) * size);
    };
    return {
      inputs: from,
      outputs: to,
      weights: part("weight", from * to),
      bias: part("bias", to),
    };
  };
  return Array.from({ length: members }, (_, member) => [
    layer("hidden", member, inputs, hidden),
    layer("output", member, hidden, 1),
  ]);
}

function tensor(name: string, shape: readonly number[]): TensorSpec {
  return { name, dtype: "float32", shape };
}
