import type { Tensor } from "onnxruntime-node";
import type { HostTensor, NamedTensors, StateSlot } from "../engine.ts";
import { copyInto, zeros } from "../host-tensor.ts";
import { asRuntimeTensor } from "./open-model.ts";
import type { RuntimeModule } from "./runtime-module.ts";
import type { ResidentState } from "./resident-state.ts";

/** One of the two sets of state buffers, ready to be fed (by `name`) and to be written (by `next`). */
interface StateSet {
  readonly host: Readonly<Record<string, HostTensor>>;
  readonly asInputs: Readonly<Record<string, Tensor>>;
  readonly asOutputs: Readonly<Record<string, Tensor>>;
}

/**
 * State on the host, read from one set of buffers and written to the other. The two never alias: the runtime may
 * write an output before it has read the input, and would be silently wrong.
 */
export function hostState(
  runtime: RuntimeModule,
  slots: readonly StateSlot[],
  initial: NamedTensors,
): ResidentState {
  let current = createStateSet(runtime, slots, initial);
  let spare = createSpareSet(runtime, slots, current);
  return {
    inputs: () => current.asInputs,
    outputs: () => spare.asOutputs,
    advance: () => {
      [current, spare] = [spare, current];
    },
    read: (names, into) => {
      const { host } = current;
      const copies = names.map((name) => [name, copyInto(into[name], host[name]!)] as const);
      return Promise.resolve(Object.fromEntries(copies));
    },
    replace: (state) => {
      current = createStateSet(runtime, slots, state);
      // What no step writes is in both sets; the buffers that are written could stay, but this is rare.
      spare = createSpareSet(runtime, slots, current);
      return Promise.resolve();
    },
    release: () => Promise.resolve(),
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
  const asInputs: Record<string, Tensor> = {};
  const asOutputs: Record<string, Tensor> = {};
  for (const slot of slots) {
    const tensor = values[slot.name]!;
    const view = asRuntimeTensor(runtime, tensor);
    host[slot.name] = tensor;
    asInputs[slot.name] = view;
    if (slot.next !== undefined) asOutputs[slot.next] = view;
  }
  return { host, asInputs, asOutputs };
}
