import { toOnnx } from "../graph/serialise.ts";
import type { StepProgram, TensorSpec } from "../runtime/engine.ts";
import type { CompiledStep } from "./compiled-step.ts";

/** A compiled step as engines take it. Inputs: the clips and the scalars of the schedule. */
export function stepProgram({ graph, buffers, outputs }: CompiledStep): StepProgram {
  const isState = new Set(buffers.map(({ name }) => name));
  const tensor = (name: string, shape: readonly number[]): TensorSpec => ({
    name,
    dtype: "float32",
    shape,
  });
  return {
    model: toOnnx(graph),
    state: buffers.map(({ name, next, shape }) => ({ ...tensor(name, shape), next })),
    inputs: graph.inputs
      .map((value) => tensor(graph.names.get(value)!, value.shape))
      .filter(({ name }) => !isState.has(name)),
    outputs: outputs.map((name) => tensor(name, graph.outputs[name]!.shape)),
  };
}
