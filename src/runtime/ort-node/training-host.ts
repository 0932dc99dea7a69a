import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { HostTensor, NamedTensors, TensorSpec, TrainingOptions } from "../engine.ts";
import { copyInto, zeros } from "../host-tensor.ts";
import { deviceState } from "./device-state.ts";
import { hostState } from "./host-state.ts";
import type { TrainingCalls } from "./messages.ts";
import { asRuntimeTensor, openModel } from "./open-model.ts";
import { packMoves } from "../pack-tensors.ts";
import type { RuntimeModule } from "./runtime-module.ts";
import type { Answer, Host } from "./serve-calls.ts";

type Feeds = Record<string, Tensor>;
type Fetches = Readonly<Record<string, Tensor | null>>;

interface Program {
  readonly session: InferenceSession;
  readonly outputs: readonly TensorSpec[];
}

/**
 * The worker's side of a training session. The state goes over to what a step has written only after
 * the step has succeeded. It lies on the host, and for WebGPU in the device's buffers.
 */
export async function openTrainingHost(
  runtime: RuntimeModule,
  options: TrainingOptions & { readonly provider: string },
): Promise<Host<TrainingCalls>> {
  const { step, provider, threads } = options;
  const slots = new Map(step.state.map((slot) => [slot.name, slot]));
  const opened: InferenceSession[] = [];
  const isOnDevice = provider === "webgpu";
  const open = async (
    what: string,
    program: { readonly model: Uint8Array; readonly outputs: readonly TensorSpec[] },
    inputs: readonly TensorSpec[],
    written: readonly TensorSpec[],
  ): Promise<Program> => {
    const onDevice = isOnDevice ? written.map(({ name }) => name) : [];
    const outputs = [...written, ...program.outputs];
    const { model } = program;
    const session = await openModel(runtime, {
      ...{ what, model, inputs, outputs, provider, threads },
      onDevice,
    });
    opened.push(session);
    return { session, outputs: program.outputs };
  };

  const written = step.state.flatMap(({ next, ...slot }) =>
    next === undefined ? [] : [{ ...slot, name: next }],
  );
  const stepProgram = await open("step", step, [...step.state, ...step.inputs], written);
  const reads = new Map<string, Program & { readonly reads: readonly string[] }>();
  for (const [name, program] of Object.entries(options.reads ?? {})) {
    const state = program.reads.map((read) => slots.get(read)!);
    const opening = await open(`read '${name}'`, program, [...state, ...program.inputs], []);
    reads.set(name, { ...opening, reads: program.reads });
  }

  const initial = options.initialState;
  const state = isOnDevice
    ? await deviceState(runtime, step.state, { initial, provider, threads })
    : hostState(runtime, step.state, initial);
  const moved = { inputBytes: 0, outputBytes: 0, stateBytes: 0 };

  const run = async (
    program: Program,
    stateInputs: Readonly<Feeds>,
    batch: NamedTensors,
    stateOutputs: Fetches,
    fetch: readonly string[],
  ): Promise<Answer<{ outputs: NamedTensors; recycled: NamedTensors }>> => {
    const feeds: Feeds = { ...stateInputs };
    for (const [name, tensor] of Object.entries(batch)) {
      feeds[name] = asRuntimeTensor(runtime, tensor);
    }
    const outputs: Record<string, HostTensor> = {};
    const fetches: Record<string, Tensor | null> = { ...stateOutputs };
    for (const spec of program.outputs) {
      if (!fetch.includes(spec.name)) continue;
      outputs[spec.name] = zeros(spec);
      fetches[spec.name] = asRuntimeTensor(runtime, outputs[spec.name]!);
    }
    // The runtime takes an empty list of outputs for "all of them".
    if (Object.keys(fetches).length > 0) {
      const results = await program.session.run(feeds, fetches);
      // Where some outputs stay on the device the runtime fills none of ours: they are copied.
      if (isOnDevice) {
        for (const [name, tensor] of Object.entries(outputs)) {
          outputs[name] = copyInto(tensor, { ...tensor, data: results[name]!.data as never });
        }
      }
      if (program === stepProgram) {
        state.advance(results);
        moved.inputBytes += bytesOf(Object.values(batch));
        moved.outputBytes += bytesOf(Object.values(outputs));
        if (isOnDevice) moved.stateBytes += crossing(Object.values(state.inputs()));
      }
    }
    const packed = packMoves(outputs);
    const recycled = packMoves(batch);
    return {
      result: { outputs: packed.tensors, recycled: recycled.tensors },
      transfer: [...packed.transfer, ...recycled.transfer],
    };
  };

  return {
    handlers: {
      step: ({ batch, fetch }) => run(stepProgram, state.inputs(), batch, state.outputs(), fetch),
      read: ({ program, batch, fetch }) => {
        const reader = reads.get(program)!;
        const feeds: Feeds = {};
        for (const name of reader.reads) feeds[name] = state.inputs()[name]!;
        return run(reader, feeds, batch, {}, fetch);
      },
      getState: async ({ names, into }) => {
        const { tensors, transfer } = packMoves(await state.read(names, into));
        return { result: tensors, transfer };
      },
      setState: async ({ state: next }) => {
        await state.replace(next);
        return { result: undefined, transfer: [] };
      },
      traffic: () => Promise.resolve({ result: { ...moved }, transfer: [] }),
    },
    release: async () => {
      await state.release();
      for (const session of opened) await session.release();
    },
  };
}

function bytesOf(tensors: readonly HostTensor[]): number {
  return tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
}

/** Bytes of tensors that do not lie in the device's buffers: each is sent there by the next run. */
function crossing(tensors: readonly Tensor[]): number {
  const astray = tensors.filter(({ location }) => location !== "gpu-buffer");
  return astray.reduce((sum, { data }) => sum + (data as Float32Array).byteLength, 0);
}
