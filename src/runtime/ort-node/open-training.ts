import { workerEntry } from "../../core/worker-entry.ts";
import { checkedTraining, requireTrainingOptions } from "../checked-training.ts";
import type { TrainingOptions, TrainingSession } from "../engine.ts";
import { packCopies, packMoves } from "../pack-tensors.ts";
import type { TrainingCalls } from "./messages.ts";
import { WorkerClient } from "./worker-client.ts";

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
  requireTrainingOptions(options);
  const { step, initialState, threads, niceness, reads = {} } = options;
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
  return checkedTraining(options, {
    step: async (batch, fetch) => {
      const { tensors, transfer } = packMoves(batch);
      return client.call("step", { batch: tensors, fetch }, transfer);
    },
    read: async (program, batch, fetch) => {
      const { tensors, transfer } = packMoves(batch);
      return client.call("read", { program, batch: tensors, fetch }, transfer);
    },
    getState: async (names, into) => {
      const { tensors, transfer } = packMoves(into);
      return client.call("getState", { names, into: tensors }, transfer);
    },
    setState: async (state) => {
      const { tensors, transfer } = packCopies(state);
      await client.call("setState", { state: tensors }, transfer);
    },
    traffic: () => client.call("traffic", undefined),
    close: () => client.close(),
  });
}
