import type { HostTensor, InferenceOptions, InferenceSession, TensorSpec } from "../engine.ts";
import { zeros } from "../host-tensor.ts";
import { packCopies } from "../pack-tensors.ts";
import { requireTensors } from "../require-tensors.ts";
import { requireThreads } from "../require-threads.ts";
import { limitCalls } from "./limit-calls.ts";
import { nativeFailure } from "./native-failure.ts";
import { sessionInit, type NativeSetup } from "./native-setup.ts";

/**
 * Opens a model that only answers, on a thread of the addon at the caller's own priority. Inputs are
 * copied and stay the caller's; outputs are new at every call and the caller's to keep.
 *
 * @throws AppError ENGINE_OPEN_FAILED, OPTION_INVALID
 */
export async function openInference(
  setup: NativeSetup,
  options: InferenceOptions,
): Promise<InferenceSession> {
  const { model, inputs, outputs, threads } = options;
  requireThreads(threads);
  const predictor = new setup.addon.Predictor({
    ...sessionInit(setup),
    threads,
    niceness: 0,
    keepsMemory: true,
    model,
    inputs,
    outputs,
  });
  try {
    await predictor.open();
  } catch (error) {
    await predictor.close();
    throw nativeFailure("open", error);
  }
  const limit = limitCalls();
  const arraysOf = (
    specs: readonly TensorSpec[],
    tensors: Readonly<Record<string, HostTensor>>,
  ): HostTensor["data"][] => specs.map(({ name }) => tensors[name]!.data);
  return {
    run: async (given) => {
      requireTensors("the model's inputs", inputs, given);
      return limit.call("run", () => {
        const own = packCopies(given).tensors;
        const result = Object.fromEntries(outputs.map((spec) => [spec.name, zeros(spec)]));
        const running = predictor.run(arraysOf(inputs, own), arraysOf(outputs, result));
        return { running, result };
      });
    },
    load: (next) =>
      limit.call("load", () => ({ running: predictor.load(next), result: undefined })),
    close: async () => {
      limit.shut();
      await predictor.close();
    },
  };
}
