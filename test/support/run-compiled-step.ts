import * as ort from "onnxruntime-node";
import { randomFor } from "../../src/core/random.ts";
import { toOnnx } from "../../src/graph/serialise.ts";
import { elementCount } from "../../src/graph/shape.ts";
import type { CompiledStep } from "../../src/learn/compiled-step.ts";
import { initialState } from "../../src/learn/initial-state.ts";
import { packState } from "../../src/learn/state-buffers.ts";
import { scheduleAt, scheduledNames } from "../../src/optim/schedule.ts";

/** What a step made in ONNX Runtime: every output by name, the state's under `next/…`. */
export type StepOutputs = Readonly<Record<string, Float32Array>>;

/**
 * Runs the first step from the state and on the batch that `seed` stands for, once.
 *
 * @param optimizedModelFilePath where the runtime is to write the graph that it really runs
 */
export async function runCompiledStep(
  compiled: CompiledStep,
  options: { readonly seed: number; readonly optimizedModelFilePath?: string },
): Promise<StepOutputs> {
  const { seed, optimizedModelFilePath } = options;
  const session = await ort.InferenceSession.create(toOnnx(compiled.graph), {
    graphOptimizationLevel: "all",
    enableMemPattern: false,
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    ...(optimizedModelFilePath !== undefined && { optimizedModelFilePath }),
  });
  const random = randomFor(seed, "batch");
  const { buffers, state: changing, constants } = compiled;
  const state = packState(buffers, initialState([...changing, ...constants], seed));
  const schedule = scheduleAt(compiled.schedule, { step: 1 });
  const known = new Map<string, Float32Array>([
    ...Object.entries(state).map(([name, t]) => [name, t.data as Float32Array] as const),
    ...scheduledNames.map((name) => [name, Float32Array.of(schedule[name])] as const),
  ]);
  const feeds = compiled.graph.inputs.map(({ node, shape }) => {
    const name = node.kind === "input" ? node.name : "";
    const draw = (): number => (shape.length > 1 ? random.normal() : 0.2);
    const data = known.get(name) ?? Float32Array.from({ length: elementCount(shape) }, draw);
    return [name, new ort.Tensor("float32", data, shape)] as const;
  });
  const outputs = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
  );
}
