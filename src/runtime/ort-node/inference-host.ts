import type { Tensor } from "onnxruntime-node";
import type { HostTensor, InferenceOptions } from "../engine.ts";
import { zeros } from "../host-tensor.ts";
import type { InferenceCalls } from "./messages.ts";
import { asRuntimeTensor, openModel } from "./open-model.ts";
import { packMoves } from "../pack-tensors.ts";
import type { RuntimeModule } from "./runtime-module.ts";
import type { Host } from "./serve-calls.ts";

/** The worker's side of an inference session: every output of the model, in buffers of its own. */
export async function openInferenceHost(
  runtime: RuntimeModule,
  options: InferenceOptions & { readonly provider: string },
): Promise<Host<InferenceCalls>> {
  let session = await openModel(runtime, { ...options, what: "model" });
  return {
    handlers: {
      run: async ({ inputs }) => {
        const feeds: Record<string, Tensor> = {};
        for (const [name, tensor] of Object.entries(inputs)) {
          feeds[name] = asRuntimeTensor(runtime, tensor);
        }
        const outputs: Record<string, HostTensor> = {};
        const fetches: Record<string, Tensor> = {};
        for (const spec of options.outputs) {
          outputs[spec.name] = zeros(spec);
          fetches[spec.name] = asRuntimeTensor(runtime, outputs[spec.name]!);
        }
        await session.run(feeds, fetches);
        const { tensors, transfer } = packMoves(outputs);
        return { result: tensors, transfer };
      },
      load: async ({ model }) => {
        const before = session;
        session = await openModel(runtime, { ...options, model, what: "model" });
        await before.release();
        return { result: undefined, transfer: [] };
      },
    },
    release: () => session.release(),
  };
}
