import type { InferenceSession, Tensor } from "onnxruntime-node";
import { copyProgram } from "../copy-program.ts";
import type { HostTensor, NamedTensors, StateSlot } from "../engine.ts";
import { copyInto, zeros } from "../host-tensor.ts";
import { asRuntimeTensor, openModel } from "./open-model.ts";
import type { ResidentState } from "./resident-state.ts";
import type { RuntimeModule } from "./runtime-module.ts";

type Tensors = Record<string, Tensor>;

/**
 * State in a device's buffers: what a step writes stays there and is what the next one reads. Two copying models
 * move it in and out, for a tensor that is asked for its data by itself leaves the device for good.
 */
export async function deviceState(
  runtime: RuntimeModule,
  slots: readonly StateSlot[],
  options: {
    readonly initial: NamedTensors;
    readonly provider: string;
    readonly threads: number;
  },
): Promise<ResidentState> {
  const { initial, provider, threads } = options;
  const { model, names } = copyProgram(slots);
  const outputs = slots.map(({ dtype, shape }, i) => ({ name: names[i]!, dtype, shape }));
  const open = (what: string, onDevice: readonly string[]): Promise<InferenceSession> =>
    openModel(runtime, { what, model, inputs: slots, outputs, provider, threads, onDevice });
  const copyIn = await open("copy in", names);
  const copyOut = await open("copy out", []);
  const upload = async (state: NamedTensors): Promise<Tensors> => {
    const feeds = slots.map(({ name }) => [name, asRuntimeTensor(runtime, state[name]!)] as const);
    const copies = await copyIn.run(Object.fromEntries(feeds));
    return Object.fromEntries(slots.map(({ name }, i) => [name, copies[names[i]!]!]));
  };
  let current = await upload(initial);
  const dispose = (tensors: Tensors): void => {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  };
  const written = slots.flatMap(({ name, next }) => (next === undefined ? [] : [{ name, next }]));
  const nothing = Object.fromEntries(written.map(({ next }) => [next, null]));
  return {
    inputs: () => current,
    outputs: () => nothing,
    advance: (results) => {
      for (const { name, next } of written) {
        current[name]!.dispose();
        current[name] = results[next]!;
      }
    },
    read: async (wanted, into) => {
      const host: Record<string, HostTensor> = {};
      const fetches: Tensors = {};
      slots.forEach((slot, i) => {
        if (!wanted.includes(slot.name)) return;
        const { name } = slot;
        host[name] = copyInto(into[name], zeros(slot));
        fetches[names[i]!] = asRuntimeTensor(runtime, host[name]);
      });
      await copyOut.run(current, fetches);
      return host;
    },
    replace: async (state) => {
      const before = current;
      current = await upload(state);
      dispose(before);
    },
    release: async () => {
      dispose(current);
      await copyIn.release();
      await copyOut.release();
    },
  };
}
