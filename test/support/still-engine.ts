import type {
  Engine,
  NamedTensors,
  TensorSpec,
  TrainingSession,
} from "../../src/runtime/engine.ts";
import { zeros } from "../../src/runtime/host-tensor.ts";

/** Also tells what it was given. */
export interface StillEngine extends Engine {
  /** Batches of its steps, in order. */
  readonly batches: readonly NamedTensors[];
}

/**
 * An engine that computes nothing: every output is 0, the state stays what it was, a batch's buffers
 * come back as they are.
 */
export function stillEngine(): StillEngine {
  const batches: NamedTensors[] = [];
  const answer = (specs: readonly TensorSpec[], fetch: readonly string[]): NamedTensors =>
    Object.fromEntries(
      specs.filter(({ name }) => fetch.includes(name)).map((spec) => [spec.name, zeros(spec)]),
    );
  const closed = (): Promise<void> => Promise.resolve();
  return {
    name: "still",
    provider: "none",
    batches,
    lowering: () => Promise.resolve({}),
    openTraining: ({ step, reads = {}, initialState }) => {
      const session: TrainingSession = {
        step: (batch, fetch) => {
          batches.push(structuredClone(batch));
          return Promise.resolve({ outputs: answer(step.outputs, fetch), recycled: batch });
        },
        read: (name, batch, fetch) =>
          Promise.resolve({ outputs: answer(reads[name]!.outputs, fetch), recycled: batch }),
        getState: (names = Object.keys(initialState)) =>
          Promise.resolve(Object.fromEntries(names.map((name) => [name, initialState[name]!]))),
        setState: closed,
        close: closed,
      };
      return Promise.resolve(session);
    },
    openInference: () =>
      Promise.resolve({ run: () => Promise.resolve({}), load: closed, close: closed }),
    close: closed,
  };
}
