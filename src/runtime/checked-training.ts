import { fail } from "../core/errors.ts";
import type { TrainingOptions, TrainingSession } from "./engine.ts";
import { requireNames, requireTensors } from "./require-tensors.ts";
import { requireThreads } from "./require-threads.ts";

const names = (specs: readonly { readonly name: string }[]): string[] => specs.map((s) => s.name);

/**
 * Checks what a trainer is to be opened with, for every engine.
 *
 * @throws AppError ENGINE_INPUT_INVALID, OPTION_INVALID
 */
export function requireTrainingOptions(options: TrainingOptions): void {
  const { step, initialState, threads, niceness, reads = {} } = options;
  requireThreads(threads);
  if (!Number.isInteger(niceness) || niceness < 0 || niceness > 19) {
    fail("OPTION_INVALID", "niceness", "an integer from 0 to 19", niceness);
  }
  requireTensors("the initial state", step.state, initialState);
  for (const [name, program] of Object.entries(reads)) {
    requireNames(`reads of '${name}'`, names(step.state), program.reads);
  }
}

/** A session's calls, once what they are given has been checked. */
export interface TrainingCalls extends Pick<
  TrainingSession,
  "step" | "read" | "setState" | "traffic"
> {
  getState(
    names: readonly string[],
    into: Parameters<TrainingSession["getState"]>[1] & {},
  ): ReturnType<TrainingSession["getState"]>;
  close(): Promise<void>;
}

/**
 * A session of `calls` that refuses wrong names, dtypes and shapes with ENGINE_INPUT_INVALID before the
 * call is made; what was handed over then stays the caller's.
 */
export function checkedTraining(
  { step, reads = {} }: TrainingOptions,
  calls: TrainingCalls,
): TrainingSession {
  const stateNames = names(step.state);
  return {
    step: async (batch, fetch) => {
      requireTensors("the step's batch", step.inputs, batch);
      requireNames("the step's fetch", names(step.outputs), fetch);
      return calls.step(batch, fetch);
    },
    read: async (program, batch, fetch) => {
      requireNames("read", Object.keys(reads), [program]);
      const { inputs, outputs } = reads[program]!;
      requireTensors(`the batch of read '${program}'`, inputs, batch);
      requireNames(`the fetch of read '${program}'`, names(outputs), fetch);
      return calls.read(program, batch, fetch);
    },
    getState: async (wanted = stateNames, into = {}) => {
      requireNames("getState", stateNames, wanted);
      return calls.getState(wanted, into);
    },
    setState: async (state) => {
      requireTensors("setState", step.state, state);
      await calls.setState(state);
    },
    ...(calls.traffic && { traffic: calls.traffic }),
    close: () => calls.close(),
  };
}
