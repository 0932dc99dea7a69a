import * as ort from "onnxruntime-node";
import { toOnnx } from "../../src/graph/serialise.ts";
import { compileStep } from "../../src/learn/compile-step.ts";
import type { CompiledStep } from "../../src/learn/compiled-step.ts";
import { initialState } from "../../src/learn/initial-state.ts";
import type { LearnerSpec } from "../../src/learn/learner-spec.ts";
import { packState, unpackState } from "../../src/learn/state-buffers.ts";
import { scheduleAt, scheduledNames } from "../../src/optim/schedule.ts";
import type { HostTensor } from "../../src/runtime/engine.ts";
import { sessionOptions } from "../../src/runtime/ort-node/session-options.ts";
import { clipFeeds } from "./step-feeds.ts";

/** A compiled step in ONNX Runtime, opened as the engine opens it, in this thread. */
export interface StepRun {
  readonly compiled: CompiledStep;
  readonly state: ReadonlyMap<string, Float32Array>;
  /** One more step on random clips, or on those of `clipsOf`; returns its scalars. */
  step(options?: { readonly clipsOf?: number }): Promise<Readonly<Record<string, number>>>;
  /** Ends the profile that the session was opened with; the session may not be used again. */
  endProfile(): void;
}

export async function openStepRun(
  spec: LearnerSpec,
  options: {
    readonly seed: number;
    /** State tensors that do not start as they are initialised. */
    readonly start?: Readonly<Record<string, number>>;
    readonly session?: ort.InferenceSession.SessionOptions;
  },
): Promise<StepRun> {
  const { seed, start = {} } = options;
  const compiled = compileStep(spec);
  const session = await ort.InferenceSession.create(toOnnx(compiled.graph), {
    ...sessionOptions({ provider: "cpu", threads: 1 }),
    ...options.session,
  });
  const state = new Map<string, Float32Array>();
  for (const [name, { data }] of Object.entries(initialState(compiled.state, seed))) {
    const own = start[name];
    state.set(
      name,
      own === undefined ? Float32Array.from(data as Float32Array) : Float32Array.of(own),
    );
  }
  let number = 0;
  return {
    compiled,
    state,
    step: async ({ clipsOf } = {}) => {
      number += 1;
      const feeds: Record<string, ort.Tensor> = {};
      const named = compiled.state.map(({ name, shape }): [string, HostTensor] => {
        return [name, { dtype: "float32", shape, data: state.get(name)! }];
      });
      const packed = packState(compiled.buffers, Object.fromEntries(named));
      for (const [name, { shape, data }] of Object.entries(packed)) {
        feeds[name] = new ort.Tensor("float32", data as Float32Array, shape);
      }
      for (const [name, { shape, data }] of clipFeeds(spec, { seed, number: clipsOf ?? number })) {
        feeds[name] = new ort.Tensor("float32", Float32Array.from(data), shape);
      }
      const schedule = scheduleAt(compiled.schedule, { step: number });
      for (const name of scheduledNames) {
        feeds[name] = new ort.Tensor("float32", Float32Array.of(schedule[name]), []);
      }
      const outputs = await session.run(feeds);
      const numbers = (name: string): Float32Array =>
        Float32Array.from(outputs[name]!.data as Float32Array);
      const written = compiled.buffers.flatMap(({ name, next, shape }): [string, HostTensor][] =>
        next === undefined ? [] : [[name, { dtype: "float32", shape, data: numbers(next) }]],
      );
      const next = unpackState(compiled.buffers, Object.fromEntries(written));
      for (const [name, { data }] of Object.entries(next)) state.set(name, data as Float32Array);
      return Object.fromEntries(compiled.outputs.map((name) => [name, numbers(name)[0]!]));
    },
    endProfile: () => {
      session.endProfiling();
    },
  };
}

/** ‖a − b‖ / ‖b‖. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return size === 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
}

/**
 * A step's gradients by parameter, up to one factor: after a first step Adam's first moments hold
 * nothing else.
 */
export function gradientsOf({ compiled, state }: StepRun): ReadonlyMap<string, Float32Array> {
  const gradients = new Map<string, Float32Array>();
  for (const group of ["decayed", "undecayed"]) {
    let at = 0;
    for (const { name, shape, isDecayed } of compiled.parameters) {
      if (isDecayed !== (group === "decayed")) continue;
      const size = shape.reduce((a, b) => a * b, 1);
      gradients.set(name, state.get(`adam/m/${group}`)!.subarray(at, at + size));
      at += size;
    }
  }
  return gradients;
}
