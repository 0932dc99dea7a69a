import { workerEntry } from "../../core/worker-entry.ts";
import type { InferenceOptions, InferenceSession, NamedTensors } from "../engine.ts";
import { requireTensors } from "../require-tensors.ts";
import type { InferenceCalls } from "./messages.ts";
import { packCopies } from "../pack-tensors.ts";
import { requireThreads } from "../require-threads.ts";
import { WorkerClient } from "./worker-client.ts";

/**
 * Opens a model that only answers, in a worker thread of its own. Inputs are copied and stay the
 * caller's; outputs are new at every call and the caller's to keep.
 *
 * @throws AppError ENGINE_OPEN_FAILED, ENGINE_CRASHED, OPTION_INVALID
 */
export async function openInference(
  provider: string,
  options: InferenceOptions,
): Promise<InferenceSession> {
  requireThreads(options.threads);
  const client = await WorkerClient.open<InferenceCalls>({
    entry: workerEntry(import.meta.url, "ort-worker"),
    work: { role: "inference", provider, options },
    transfer: [],
  });
  return {
    run: async (inputs): Promise<NamedTensors> => {
      requireTensors("the model's inputs", options.inputs, inputs);
      const { tensors, transfer } = packCopies(inputs);
      return client.call("run", { inputs: tensors }, transfer);
    },
    load: async (model): Promise<void> => {
      const copy = model.slice();
      await client.call("load", { model: copy }, [copy.buffer]);
    },
    close: () => client.close(),
  };
}
