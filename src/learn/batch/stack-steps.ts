import { elementCount } from "../../graph/shape.ts";
import type { HostTensor, NamedTensors } from "../../runtime/engine.ts";

/** The same tensors of several steps as a run takes them: one after the other, [K, …]; of one as they are. */
export function stackSteps(steps: readonly NamedTensors[]): NamedTensors {
  const [first] = steps;
  if (!first || steps.length === 1) return first ?? {};
  return Object.fromEntries(
    Object.entries(first).map(([name, { shape }]): [string, HostTensor] => {
      const size = elementCount(shape);
      const data = new Float32Array(steps.length * size);
      steps.forEach((step, i) => {
        data.set(step[name]!.data as Float32Array, i * size);
      });
      return [name, { dtype: "float32", shape: [steps.length, ...shape], data }];
    }),
  );
}
