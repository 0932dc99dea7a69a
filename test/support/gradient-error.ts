import type { CompiledStep } from "../../src/learn/compiled-step.ts";
import type { StepOutputs } from "./run-compiled-step.ts";

/**
 * How far the gradient of one first step is from another's, relative to its size, over all parameters
 * together: after one step Adam's first moment is a tenth of the gradient.
 */
export function gradientError(
  { state }: Pick<CompiledStep, "state">,
  found: StepOutputs,
  expected: StepOutputs,
): number {
  let [difference, size] = [0, 0];
  for (const { next } of state.filter(({ name }) => name.startsWith("adam/m/"))) {
    expected[next]!.forEach((value, i) => {
      difference += (found[next]![i]! - value) ** 2;
      size += value ** 2;
    });
  }
  return Math.sqrt(difference / size);
}
