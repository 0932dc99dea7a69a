import { defineGraph } from "../graph/graph.ts";
import { abs } from "../graph/ops/abs.ts";
import { reduceMax } from "../graph/ops/reduce-max.ts";
import { sub } from "../graph/ops/sub.ts";
import { toOnnx } from "../graph/serialise.ts";
import { elementCount } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";
import type { Engine, HostTensor, TensorSpec } from "./engine.ts";

/** Rounding of a sum of some hundred products of numbers below 1. */
const tolerance = 1e-4;

/**
 * Whether an engine computes the same in two ways: each pair of values of one shape, over `inputs` that
 * are fed numbers between −1 and 1. One that refuses the model does not.
 *
 * @param inputs with names, float32
 */
export async function agrees(
  engine: Pick<Engine, "openInference">,
  inputs: Readonly<Record<string, Value>>,
  pairs: readonly (readonly [Value, Value])[],
): Promise<boolean> {
  const errors = pairs.map(([a, b]) => {
    const axes = a.shape.map((_, axis) => axis);
    return reduceMax(abs(sub(a, b)), axes);
  });
  const outputs = Object.fromEntries(errors.map((error, i) => [`error${i}`, error]));
  const graph = defineGraph({ name: "trial", inputs: Object.values(inputs), outputs });
  const specs = (values: Readonly<Record<string, Value>>): TensorSpec[] =>
    Object.entries(values).map(([name, { shape }]) => ({ name, dtype: "float32", shape }));
  try {
    const session = await engine.openInference({
      model: toOnnx(graph),
      inputs: specs(inputs),
      outputs: specs(outputs),
      threads: 1,
    });
    try {
      const feeds = Object.entries(inputs).map(
        ([name, value], i) => [name, wave(value, 0.7 + 0.3 * i)] as const,
      );
      const found = await session.run(Object.fromEntries(feeds));
      return Object.keys(outputs).every((name) => Number(found[name]?.data[0]) < tolerance);
    } finally {
      await session.close();
    }
  } catch {
    // A runtime without the operators, or one that refuses how they are used: the answer, no error.
    return false;
  }
}

/** Numbers between −1 and 1 that no reordering leaves in place. */
function wave({ shape }: Value, step: number): HostTensor {
  const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => Math.sin(i * step));
  return { dtype: "float32", shape, data };
}
