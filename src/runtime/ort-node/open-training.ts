import { fail } from "../../core/errors.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import type { NamedTensors, StepResult, TrainingOptions, TrainingSession } from "../engine.ts";
import { requireNames, requireTensors } from "../require-tensors.ts";
import type { TrainingCalls } from "./messages.ts";
import { packCopies, packMoves } from "./pack-tensors.ts";
import { requireThreads } from "./require-threads.ts";
import { WorkerClient } from "./worker-client.ts";

const names = (specs: readonly { readonly name: string }[]): string[] => specs.map((s) => s.name);

/**
 * Opens a trainer in a worker thread of its own. `initialState` is copied and stays the caller's.
 *
 * A call that is refused (ENGINE_INPUT_INVALID, ENGINE_BUSY, ENGINE_CLOSED) leaves its batch with the
 * caller; the batch of one that fails while running is gone.
 *
 * @throws AppError ENGINE_INPUT_INVALID, ENGINE_OPEN_FAILED, ENGINE_CRASHED, OPTION_INVALID
 */
export async function openTraining(
  provider: string,
  options: TrainingOptions,
): Promise<TrainingSession> {
  const { step, initialState, threads, niceness } = options;
  const reads = options.reads ?? {};
  const stateNames = names(step.state);
  requireThreads(threads);
  if (!Number.isInteger(niceness) || niceness < 0 || niceness > 19) {
    fail("OPTION_INVALID", "niceness", "an integer from 0 to 19", niceness);
  }
  requireTensors("the initial state", step.state, initialState);
  for (const [name, program] of Object.entries(reads)) {
    requireNames(`reads of '${name}'`, stateNames, program.reads);
  }
  const packed = packCopies(initialState);
  const client = await WorkerClient.open<TrainingCalls>({
    entry: workerEntry(import.meta.url, "ort-worker"),
    work: {
      role: "training",
      provider,
      options: { step, reads, initialState: packed.tensors, threads, niceness },
    },
    transfer: packed.transfer,
  });

  return {
    step: async (batch, fetch): Promise<StepResult> => {
      requireTensors("the step's batch", step.inputs, batch);
      requireNames("the step's fetch", names(step.outputs), fetch);
      const { tensors, transfer } = packMoves(batch);
      return client.call("step", { batch: tensors, fetch }, transfer);
    },
    read: async (program, batch, fetch): Promise<StepResult> => {
      requireNames("read", Object.keys(reads), [program]);
      const { inputs, outputs } = reads[program]!;
      requireTensors(`the batch of read '${program}'`, inputs, batch);
      requireNames(`the fetch of read '${program}'`, names(outputs), fetch);
      const { tensors, transfer } = packMoves(batch);
      return client.call("read", { program, batch: tensors, fetch }, transfer);
    },
    getState: async (wanted = stateNames, into = {}): Promise<NamedTensors> => {
      requireNames("getState", stateNames, wanted);
      const { tensors, transfer } = packMoves(into);
      return client.call("getState", { names: wanted, into: tensors }, transfer);
    },
    setState: async (state): Promise<void> => {
      requireTensors("setState", step.state, state);
      const { tensors, transfer } = packCopies(state);
      await client.call("setState", { state: tensors }, transfer);
    },
    close: () => client.close(),
  };
}
