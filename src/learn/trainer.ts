import { toOnnx } from "../graph/serialise.ts";
import { collectGarbage } from "../core/external-memory.ts";
import type { Random } from "../core/random.ts";
import { randomFor } from "../core/random.ts";
import { scheduleAt, scheduledNames } from "../optim/schedule.ts";
import type { Engine, HostTensor, NamedTensors, TensorSpec } from "../runtime/engine.ts";
import { assembleBatch, type ClipBatch } from "./batch/assemble-batch.ts";
import { assembleRun } from "./batch/assemble-run.ts";
import type { AugmentOptions } from "./batch/augment.ts";
import type { Clip } from "./batch/clip.ts";
import { clipTimes } from "./batch/clip-times.ts";
import { drawNumbers } from "./batch/draw-numbers.ts";
import { stackSteps } from "./batch/stack-steps.ts";
import { compileMonitor } from "./compile-monitor.ts";
import { compileStep } from "./compile-step.ts";
import { initialState } from "./initial-state.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { needsOf } from "./objective-needs.ts";
import { packState, unpackState, wholeBuffers } from "./state-buffers.ts";
import { stepProgram } from "./step-program.ts";

export interface TrainerOptions {
  readonly spec: LearnerSpec;
  readonly engine: Engine;
  readonly seed: number;
  readonly threads: number;
  readonly niceness: number;
  readonly augment: AugmentOptions;
  /** Where to go on from; absent = from the seed. */
  readonly resume?: { readonly step: number; readonly state: NamedTensors } | undefined;
}

/** Scalars of one step by name: `loss`, `info-nce`, `next-frame/error`, `gradientNorm`, … */
export interface StepReport {
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
}

/** A run's clips, and what the objectives ask for besides. */
export type RunInputs = ClipBatch & NamedTensors;

/** A compiled step, its state in the engine, and the numbers that each step needs from the host. */
export interface Trainer {
  /** Steps done so far. */
  readonly step: number;
  /** Steps that one run does. */
  readonly stepsPerRun: number;
  /** The generator of step `step`'s draws: the same whether or not the run was interrupted. */
  randomFor(step: number): Random;
  /**
   * Turns the clips of each step of a run into augmented inputs; may be called while another is running.
   * @param step the first of the run's steps
   */
  assemble(clips: readonly (readonly Clip[])[], step: number): RunInputs;
  /**
   * Runs the next steps on what was assembled for them, and reports each. Starts at once; `batch` is
   * taken over.
   *
   * @param streamS seconds of stream that came since the run before; each step gets an equal part
   */
  train(batch: RunInputs, streamS?: number): Promise<readonly StepReport[]>;
  /**
   * Looks at 1 to `spec.batch` clips without augmentation, and changes nothing. Fewer are repeated to
   * fill the batch: rows past `clips.length` are copies, scalars are over the filled batch.
   */
  look(clips: readonly Clip[]): Promise<Readonly<Record<string, HostTensor>>>;
  /**
   * A copy of the state by name: views of a few buffers. `into`: an earlier answer, which is taken over
   * whole and filled again.
   */
  state(names?: readonly string[], into?: NamedTensors): Promise<NamedTensors>;
  /** Goes back to an earlier state; steps are counted on. Copies. */
  restore(state: NamedTensors): Promise<void>;
  /** Multiplies the learning rate of every later step, on top of what was said before. */
  scaleRate(factor: number): void;
  close(): Promise<void>;
}

/** Compiles the spec's step and opens it on the engine. */
export async function openTrainer(options: TrainerOptions): Promise<Trainer> {
  const { spec, seed, augment, resume } = options;
  const opened = await openSession(options);
  // The graphs and the start state, now that the engine has them: as much as the step itself holds.
  collectGarbage();
  const { session, buffers, stepsPerRun } = opened;
  const needs = needsOf(spec);

  let step = resume?.step ?? 0;
  let rateScale = 1;
  let spare: readonly Float32Array[] | undefined;
  let spareLook: readonly Float32Array[] | undefined;
  const framesOf = (recycled: NamedTensors): readonly Float32Array[] =>
    ["previous", "current", "next"].map((n) => recycled[n]!.data as Float32Array);

  return {
    get step() {
      return step;
    },
    stepsPerRun,
    randomFor: (n) => randomFor(seed, "step", n),
    assemble: (clips, n) => {
      const steps = clips.map((own, i) => ({
        clips: own,
        random: randomFor(seed, "augment", n + i),
      }));
      const batch = assembleRun(steps, augment, spare);
      spare = undefined;
      const asked = clips.map((own, i) => ({
        ...clipTimes(own, needs.times),
        ...drawNumbers(needs.draws, randomFor(seed, "draws", n + i)),
      }));
      return { ...batch, ...stackSteps(asked) };
    },
    train: async (batch, streamS = 0) => {
      const numbers = Array.from({ length: stepsPerRun }, (_, i) => step + 1 + i);
      const ownS = streamS / stepsPerRun;
      const schedules = numbers.map((n) => {
        const scheduled = scheduleAt(opened.schedule, { step: n, streamS: ownS });
        return { ...scheduled, learningRate: rateScale * scheduled.learningRate };
      });
      const scheduled = scheduledNames.map((name): [string, HostTensor] => {
        const data = Float32Array.from(schedules, (schedule) => schedule[name]);
        return [name, { ...tensor(name, stepsPerRun === 1 ? [] : [stepsPerRun]), data }];
      });
      const { outputs, recycled } = await session.step(
        { ...batch, ...Object.fromEntries(scheduled) },
        opened.scalars,
      );
      spare = framesOf(recycled);
      step += stepsPerRun;
      const scalarsOf = (i: number): StepReport["scalars"] =>
        Object.fromEntries(Object.entries(outputs).map(([n, { data }]) => [n, Number(data[i])]));
      return numbers.map((n, i) => ({ step: n, scalars: scalarsOf(i) }));
    },
    look: async (clips) => {
      const filled = Array.from({ length: spec.batch }, (_, i) => clips[i % clips.length]!);
      const random = randomFor(seed, "look");
      const batch = assembleBatch(filled, random, undefined, spareLook);
      spareLook = undefined;
      const asked = { ...clipTimes(filled, needs.times), ...drawNumbers(needs.draws, random) };
      const look = await session.read("monitor", { ...batch, ...asked }, opened.looks);
      const { outputs } = look;
      spareLook = framesOf(look.recycled);
      return outputs;
    },
    state: async (names = opened.state, into = {}) => {
      const wanted = new Set(names);
      const holders = buffers.filter(({ members }) => members.some((m) => wanted.has(m.name)));
      const held = holders.map((buffer) => buffer.name);
      const packed = await session.getState(held, wholeBuffers(holders, into));
      const state = Object.entries(unpackState(holders, packed));
      return Object.fromEntries(state.filter(([name]) => wanted.has(name)));
    },
    restore: (state) => session.setState(packState(buffers, state)),
    scaleRate: (factor) => {
      rateScale *= factor;
    },
    close: () => session.close(),
  };
}

/** A session, and of what was compiled for it the little that running it needs. */
async function openSession({ spec, engine, seed, threads, niceness, resume }: TrainerOptions) {
  const compiled = compileStep(spec, await engine.lowering());
  const { buffers, schedule, stepsPerRun } = compiled;
  const monitor = compileMonitor(spec, buffers);
  const session = await engine.openTraining({
    step: stepProgram(compiled),
    initialState: packState(
      buffers,
      resume?.state ?? initialState([...compiled.state, ...compiled.constants], seed),
    ),
    reads: {
      monitor: {
        model: toOnnx(monitor.graph),
        reads: monitor.reads,
        inputs: monitor.inputs.map(({ name, shape }) => tensor(name, shape)),
        outputs: monitor.outputs.map((name) => tensor(name, monitor.graph.outputs[name]!.shape)),
      },
    },
    threads,
    niceness,
  });
  const state = compiled.state.map(({ name }) => name);
  const { outputs: scalars } = compiled;
  return { session, buffers, schedule, stepsPerRun, state, scalars, looks: monitor.outputs };
}

function tensor(name: string, shape: readonly number[]): TensorSpec {
  return { name, dtype: "float32", shape };
}
