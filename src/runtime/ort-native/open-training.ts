import { checkedTraining, requireTrainingOptions } from "../checked-training.ts";
import type {
  HostTensor,
  NamedTensors,
  StepResult,
  TensorSpec,
  TrainingOptions,
  TrainingSession,
} from "../engine.ts";
import { zeros } from "../host-tensor.ts";
import { packCopies } from "../pack-tensors.ts";
import { copyProgram } from "../copy-program.ts";
import { limitCalls } from "./limit-calls.ts";
import { nativeFailure } from "./native-failure.ts";
import { sessionInit, stateDevice, type NativeSetup } from "./native-setup.ts";
import { takeOver } from "./take-over.ts";

const arraysOf = (specs: readonly TensorSpec[], tensors: NamedTensors): HostTensor["data"][] =>
  specs.map(({ name }) => tensors[name]!.data);

/**
 * Opens a trainer on a thread of the addon. `initialState` is copied and stays the caller's.
 *
 * A call that is refused (ENGINE_INPUT_INVALID, ENGINE_BUSY, ENGINE_CLOSED) leaves its batch with the
 * caller; the batch of one that fails while running is gone.
 *
 * @throws AppError ENGINE_INPUT_INVALID, ENGINE_OPEN_FAILED, OPTION_INVALID
 */
export async function openTraining(
  setup: NativeSetup,
  options: TrainingOptions,
): Promise<TrainingSession> {
  requireTrainingOptions(options);
  const { step, threads, niceness, reads = {} } = options;
  const slotNames = step.state.map(({ name }) => name);
  const readNames = Object.keys(reads);
  const device = stateDevice(setup);
  const initialState = packCopies(options.initialState).tensors;
  const trainer = new setup.addon.Trainer({
    ...sessionInit(setup),
    threads,
    niceness,
    keepsMemory: true,
    profile: options.profile,
    slots: step.state,
    step: { name: "step", model: step.model, inputs: step.inputs, outputs: step.outputs },
    reads: Object.entries(reads).map(([name, read]) => ({
      ...read,
      name: `read '${name}'`,
      reads: read.reads.map((slot) => slotNames.indexOf(slot)),
    })),
    device,
    copy: device === undefined ? undefined : copyProgram(step.state),
  });
  try {
    await trainer.open();
    await trainer.setState(arraysOf(step.state, initialState));
  } catch (error) {
    await trainer.close();
    throw nativeFailure("open", error);
  }

  const limit = limitCalls();
  const run = (
    kind: string,
    program: { readonly inputs: readonly TensorSpec[]; readonly outputs: readonly TensorSpec[] },
    batch: NamedTensors,
    fetch: readonly string[],
    start: (
      inputs: readonly HostTensor["data"][],
      outputs: readonly (HostTensor["data"] | undefined)[],
    ) => Promise<unknown>,
  ): Promise<StepResult> =>
    limit.call(kind, () => {
      const recycled = takeOver(batch);
      const fetched = program.outputs.filter(({ name }) => fetch.includes(name));
      const outputs = Object.fromEntries(fetched.map((spec) => [spec.name, zeros(spec)]));
      const running = start(
        arraysOf(program.inputs, recycled),
        program.outputs.map(({ name }) => outputs[name]?.data),
      );
      return { running, result: { outputs, recycled } };
    });

  return checkedTraining(options, {
    step: (batch, fetch) => run("step", step, batch, fetch, (i, o) => trainer.step(i, o)),
    read: (name, batch, fetch) => {
      const place = readNames.indexOf(name);
      return run("read", reads[name]!, batch, fetch, (i, o) => trainer.read(place, i, o));
    },
    getState: (names, into) =>
      limit.call("getState", () => {
        const spares = takeOver(into);
        const wanted = step.state.filter(({ name }) => names.includes(name));
        const copies = new Map(wanted.map((slot) => [slot.name, roomFor(slot, spares[slot.name])]));
        const running = trainer.getState(slotNames.map((name) => copies.get(name)?.data));
        const result = Object.fromEntries(names.map((name) => [name, copies.get(name)!]));
        return { running, result };
      }),
    setState: (state) =>
      limit.call("setState", () => {
        const own = packCopies(state).tensors;
        return { running: trainer.setState(arraysOf(step.state, own)), result: undefined };
      }),
    traffic: async () => {
      const counts = new Float64Array(3);
      await limit.call("traffic", () => ({
        running: trainer.traffic([counts]),
        result: undefined,
      }));
      const [inputBytes = 0, outputBytes = 0, stateBytes = 0] = counts;
      return { inputBytes, outputBytes, stateBytes };
    },
    close: async () => {
      limit.shut();
      await trainer.close();
    },
  });
}

/** The memory of `spare` where it fits, else new memory. */
function roomFor(slot: TensorSpec, spare: HostTensor | undefined): HostTensor {
  const room = zeros({ dtype: slot.dtype, shape: [0] });
  const fits =
    spare?.data.constructor === room.data.constructor &&
    spare.data.length === slot.shape.reduce((a, b) => a * b, 1);
  const { dtype, shape } = slot;
  return fits ? { dtype, shape, data: spare.data } : zeros(slot);
}
