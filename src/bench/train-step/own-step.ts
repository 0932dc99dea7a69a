import { open as openFile } from "node:fs/promises";
import { collectGarbage } from "../../core/external-memory.ts";
import { costOf } from "../../graph/cost.ts";
import { defineGraph } from "../../graph/graph.ts";
import { input } from "../../graph/leaves.ts";
import { matMul } from "../../graph/ops/mat-mul.ts";
import { toOnnx } from "../../graph/serialise.ts";
import { compileStep } from "../../learn/compile-step.ts";
import { initialState } from "../../learn/initial-state.ts";
import type { LearnerSpec } from "../../learn/learner-spec.ts";
import { packState } from "../../learn/state-buffers.ts";
import { stepProgram } from "../../learn/step-program.ts";
import { scheduleAt, scheduledNames } from "../../optim/schedule.ts";
import type {
  Engine,
  HostTensor,
  NamedTensors,
  StepProgram,
  TrainingSession,
} from "../../runtime/engine.ts";
import { noiseBatch } from "./step-data.ts";

const seed = 1;

/** What opening a step took and came to. */
interface OpenedStep {
  readonly buildMs: number;
  readonly sessionMs: number;
  readonly parameters: number;
  readonly nodes: number;
  readonly modelBytes: number;
  readonly multiplyAdds: number;
  /** Bytes that the operators write in one step. */
  readonly writtenBytes: number;
  /** Of the data file, in order: weights, then the batch. */
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** A step that was opened, on one batch that it is run on again and again. */
export interface OwnStep {
  readonly opened: OpenedStep;
  readonly program: StepProgram;
  readonly session: TrainingSession;
  /** Runs steps one after the other; milliseconds of each, scalars of the last. */
  run(steps: number): Promise<{ ms: number[]; scalars: Record<string, number> }>;
  close(): Promise<void>;
}

const scalarOf = (value: number): HostTensor => ({
  dtype: "float32",
  shape: [],
  data: Float32Array.of(value),
});

interface OpenOptions {
  readonly threads: number;
  readonly niceness?: number | undefined;
  /** A file that gets the start weights and the batch, float32, for the peer. */
  readonly exportTo?: string | undefined;
  /** As of `TrainingOptions`. */
  readonly profile?: string | undefined;
}

/** Compiles and opens a step as training does. */
export async function openOwnStep(
  engine: Engine,
  spec: LearnerSpec,
  options: OpenOptions,
): Promise<OwnStep> {
  const {
    session,
    schedule: plan,
    scalars: scalarNames,
    start,
    opened,
    program,
  } = await openSession(engine, spec, options);
  collectGarbage();
  let batch = start;
  let step = 0;
  return {
    opened,
    program,
    session,
    run: async (steps) => {
      const ms: number[] = [];
      let scalars: Record<string, number> = {};
      for (let i = 0; i < steps; i++) {
        step += 1;
        const beforeMs = performance.now();
        const schedule = scheduleAt(plan, { step });
        const given = scheduledNames.map((name) => [name, scalarOf(schedule[name])] as const);
        const { outputs, recycled } = await session.step(
          { ...batch, ...Object.fromEntries(given) },
          scalarNames,
        );
        ms.push(performance.now() - beforeMs);
        batch = clipsOf(recycled);
        scalars = Object.fromEntries(
          Object.entries(outputs).map(([name, { data }]) => [name, Number(data[0])]),
        );
      }
      return { ms, scalars };
    },
    close: () => session.close(),
  };
}

/** The session, and of what was compiled for it the little that running it needs. */
async function openSession(
  engine: Engine,
  spec: LearnerSpec,
  { threads, niceness = 0, exportTo, profile }: OpenOptions,
) {
  const lowering = await engine.lowering();
  const startMs = performance.now();
  const compiled = compileStep(spec, lowering);
  const program = stepProgram(compiled);
  const builtMs = performance.now();
  const state = initialState([...compiled.state, ...compiled.constants], seed);
  const start = noiseBatch(spec, seed);
  const weights = compiled.parameters.map(({ name }) => [name, state[name]!] as const);
  const tensors = [...weights, ...Object.entries(start)];
  if (exportTo !== undefined) {
    const file = await openFile(exportTo, "w");
    for (const [, { data }] of tensors) {
      await file.write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    await file.close();
  }
  const openingMs = performance.now();
  const session = await engine.openTraining({
    step: program,
    initialState: packState(compiled.buffers, state),
    threads,
    niceness,
    profile,
  });
  const openedMs = performance.now();
  const cost = costOf(compiled.graph);
  const opened: OpenedStep = {
    buildMs: builtMs - startMs,
    sessionMs: openedMs - openingMs,
    parameters: weights.reduce((sum, [, { data }]) => sum + data.length, 0),
    nodes: compiled.graph.nodes.length,
    modelBytes: program.model.length,
    multiplyAdds: cost.multiplyAdds,
    writtenBytes: cost.outputBytes,
    tensors: tensors.map(([name, { shape }]) => ({ name, shape })),
  };
  const { schedule, outputs: scalars } = compiled;
  return { session, schedule, scalars, start, opened, program };
}

/** What came back of a batch, without the scalars of the schedule. */
function clipsOf(recycled: NamedTensors): NamedTensors {
  const names: readonly string[] = scheduledNames;
  return Object.fromEntries(Object.entries(recycled).filter(([name]) => !names.includes(name)));
}

const side = 1024;
const products = 8;

/**
 * Billions of floating-point operations a second in a chain of [1024, 1024] matrix products: what the
 * runtime can reach on this machine, the measure for how near a step is to its floor.
 */
export async function measureProductRate(engine: Engine, threads: number): Promise<number> {
  const x = input("x", "float32", [side, side]);
  const w = input("w", "float32", [side, side]);
  const y = Array.from({ length: products }).reduce<typeof x>((value) => matMul(value, w), x);
  const tensor = (name: string) => ({ name, dtype: "float32" as const, shape: [side, side] });
  const session = await engine.openInference({
    model: toOnnx(defineGraph({ name: "products", inputs: [x, w], outputs: { y } })),
    inputs: [tensor("x"), tensor("w")],
    outputs: [tensor("y")],
    threads,
  });
  // The mean of a row stays what it is: neither overflow nor numbers too small to be fast.
  const data = new Float32Array(side * side).fill(1 / side);
  let bestMs = Infinity;
  for (let i = 0; i < 5; i++) {
    const beforeMs = performance.now();
    await session.run({ x: { ...tensor("x"), data }, w: { ...tensor("w"), data } });
    bestMs = Math.min(bestMs, performance.now() - beforeMs);
  }
  await session.close();
  return (2 * side ** 3 * products) / bestMs / 1e6;
}
