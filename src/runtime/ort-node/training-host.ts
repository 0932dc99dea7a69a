import type { InferenceSession, Tensor } from "onnxruntime-node";
import type {
  HostTensor,
  NamedTensors,
  StateSlot,
  TensorSpec,
  TrainingOptions,
} from "../engine.ts";
import { copyInto, zeros } from "../host-tensor.ts";
import type { TrainingCalls } from "./messages.ts";
import { asRuntimeTensor, openModel } from "./open-model.ts";
import { packMoves } from "../pack-tensors.ts";
import type { RuntimeModule } from "./runtime-module.ts";
import type { Answer, Host } from "./serve-calls.ts";

type Feeds = Record<string, Tensor>;

/** One of the two sets of state buffers, ready to be fed (by `name`) and to be written (by `next`). */
interface StateSet {
  readonly host: Readonly<Record<string, HostTensor>>;
  readonly asInputs: Feeds;
  readonly asOutputs: Feeds;
}

interface Program {
  readonly session: InferenceSession;
  readonly outputs: readonly TensorSpec[];
}

/**
 * The worker's side of a training session. State is read from one set of buffers and written to the
 * other; they swap only after the step has succeeded. The two never alias: the runtime may write an
 * output before it has read the input, and would be silently wrong.
 */
export async function openTrainingHost(
  runtime: RuntimeModule,
  options: TrainingOptions & { readonly provider: string },
): Promise<Host<TrainingCalls>> {
  const { step, provider, threads } = options;
  const slots = new Map(step.state.map((slot) => [slot.name, slot]));
  const opened: InferenceSession[] = [];
  const open = async (
    what: string,
    program: { readonly model: Uint8Array; readonly outputs: readonly TensorSpec[] },
    inputs: readonly TensorSpec[],
    written: readonly TensorSpec[],
  ): Promise<Program> => {
    const outputs = [...written, ...program.outputs];
    const { model } = program;
    const session = await openModel(runtime, { what, model, inputs, outputs, provider, threads });
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

  let current = createStateSet(runtime, step.state, options.initialState);
  let spare = createSpareSet(runtime, step.state, current);

  const run = async (
    program: Program,
    state: Feeds,
    batch: NamedTensors,
    stateOutputs: Feeds,
    fetch: readonly string[],
  ): Promise<Answer<{ outputs: NamedTensors; recycled: NamedTensors }>> => {
    const feeds: Feeds = { ...state };
    for (const [name, tensor] of Object.entries(batch)) {
      feeds[name] = asRuntimeTensor(runtime, tensor);
    }
    const outputs: Record<string, HostTensor> = {};
    const fetches: Feeds = { ...stateOutputs };
    for (const spec of program.outputs) {
      if (!fetch.includes(spec.name)) continue;
      outputs[spec.name] = zeros(spec);
      fetches[spec.name] = asRuntimeTensor(runtime, outputs[spec.name]!);
    }
    // The runtime takes an empty list of outputs for "all of them".
    if (Object.keys(fetches).length > 0) await program.session.run(feeds, fetches);
    const packed = packMoves(outputs);
    const recycled = packMoves(batch);
    return {
      result: { outputs: packed.tensors, recycled: recycled.tensors },
      transfer: [...packed.transfer, ...recycled.transfer],
    };
  };

  return {
    handlers: {
      step: async ({ batch, fetch }) => {
        const answer = await run(stepProgram, current.asInputs, batch, spare.asOutputs, fetch);
        [current, spare] = [spare, current];
        return answer;
      },
      read: ({ program, batch, fetch }) => {
        const reader = reads.get(program)!;
        const state: Feeds = {};
        for (const name of reader.reads) state[name] = current.asInputs[name]!;
        return run(reader, state, batch, {}, fetch);
      },
      getState: ({ names, into }) => {
        const { host } = current;
        const copies = names.map((name) => [name, copyInto(into[name], host[name]!)] as const);
        const { tensors, transfer } = packMoves(Object.fromEntries(copies));
        return Promise.resolve({ result: tensors, transfer });
      },
      setState: ({ state }) => {
        current = createStateSet(runtime, step.state, state);
        // What no step writes is in both sets; the buffers that are written could stay, but this is rare.
        spare = createSpareSet(runtime, step.state, current);
        return Promise.resolve({ result: undefined, transfer: [] });
      },
    },
    release: async () => {
      for (const session of opened) await session.release();
    },
  };
}

/** Room for what a step writes; what it does not write is `current`'s own. */
function createSpareSet(
  runtime: RuntimeModule,
  slots: readonly StateSlot[],
  current: StateSet,
): StateSet {
  const values = slots.map((slot): [string, HostTensor] => [
    slot.name,
    slot.next === undefined ? current.host[slot.name]! : zeros(slot),
  ]);
  return createStateSet(runtime, slots, Object.fromEntries(values));
}

/** `values` become the set's own buffers: this thread has received them. */
function createStateSet(
  runtime: RuntimeModule,
  slots: readonly StateSlot[],
  values: NamedTensors,
): StateSet {
  const host: Record<string, HostTensor> = {};
  const asInputs: Feeds = {};
  const asOutputs: Feeds = {};
  for (const slot of slots) {
    const tensor = values[slot.name]!;
    const view = asRuntimeTensor(runtime, tensor);
    host[slot.name] = tensor;
    asInputs[slot.name] = view;
    if (slot.next !== undefined) asOutputs[slot.next] = view;
  }
  return { host, asInputs, asOutputs };
}
