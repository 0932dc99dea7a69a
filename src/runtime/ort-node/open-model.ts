import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { HostTensor, TensorSpec } from "../engine.ts";
import { describeTensor } from "../host-tensor.ts";
import type { RuntimeModule } from "./runtime-module.ts";
import { sessionOptions } from "./session-options.ts";

/**
 * Opens a session and checks that the model takes and gives exactly what its program says, so that
 * a wrong pairing fails at start and not in the middle of a drive.
 *
 * @param what names the model in the error's words: "step", "read 'features'"
 * @throws Error with the runtime's own words, or naming the tensor that does not fit
 */
export async function openModel(
  runtime: RuntimeModule,
  options: {
    readonly what: string;
    readonly model: Uint8Array;
    readonly inputs: readonly TensorSpec[];
    readonly outputs: readonly TensorSpec[];
    readonly provider: string;
    readonly threads: number;
    /** Outputs that stay in the device's buffers; absent = none. */
    readonly onDevice?: readonly string[] | undefined;
  },
): Promise<InferenceSession> {
  let session: InferenceSession;
  try {
    // The runtime's binding knows no memory that threads share.
    const isShared = options.model.buffer instanceof SharedArrayBuffer;
    const model = isShared ? options.model.slice() : options.model;
    session = await runtime.InferenceSession.create(model, sessionOptions(options));
  } catch (error) {
    throw new Error(`${options.what}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const problem =
    mismatch("input", options.inputs, session.inputMetadata) ??
    mismatch("output", options.outputs, session.outputMetadata);
  if (problem === undefined) return session;
  await session.release();
  throw new Error(`${options.what}: ${problem}`);
}

function mismatch(
  side: string,
  specs: readonly TensorSpec[],
  metadata: readonly InferenceSession.ValueMetadata[],
): string | undefined {
  const actual = new Map(metadata.map((entry) => [entry.name, entry]));
  for (const spec of specs) {
    const entry = actual.get(spec.name);
    if (entry === undefined) return `the program's ${side} '${spec.name}' is not in the model`;
    if (!entry.isTensor) return `${side} '${spec.name}' is not a tensor`;
    const isSame = entry.type === spec.dtype && entry.shape.join() === spec.shape.join();
    if (!isSame) {
      const inModel = `${entry.type} [${entry.shape.join(", ")}]`;
      return `${side} '${spec.name}' is ${describeTensor(spec)} in the program, ${inModel} in the model`;
    }
  }
  const known = new Set(specs.map((spec) => spec.name));
  const extra = metadata.find((entry) => side === "input" && !known.has(entry.name));
  return extra && `the model's ${side} '${extra.name}' is not in the program`;
}

/** The runtime's view on a host tensor: the same memory, no copy. */
export function asRuntimeTensor(runtime: RuntimeModule, tensor: HostTensor): Tensor {
  return new runtime.Tensor(tensor.dtype, tensor.data as never, tensor.shape);
}
