import { int, text } from "../attributes.ts";
import { operator } from "../operator.ts";
import { elementCount } from "../shape.ts";
import type { Value } from "../value.ts";

/** Operators that `Elementwise` has (native/ort/kernels/elementwise.cpp). */
export const chainableOps: ReadonlySet<string> = new Set([
  "Add",
  "Div",
  "Mul",
  "Neg",
  "Sqrt",
  "Sub",
  "Where",
]);

/** What one node of the runtime's can take and give. */
export const mostChainInputs = 24;
export const mostChainOutputs = 8;

export interface ChainStep {
  readonly op: string;
  /** Places of operands: those of `inputs` first, then earlier steps. */
  readonly reads: readonly number[];
}

/**
 * A chain of elementwise operators as the addon's own operator, which only the native engine on the CPU
 * has. The condition of a `Where` is a float32 that is not 0.
 *
 * Shapes: inputs all of one shape or of one element, float32; a result of that shape for each of `results`,
 * which are numbers of steps.
 */
export function fusedElementwise(options: {
  readonly inputs: readonly Value[];
  readonly steps: readonly ChainStep[];
  readonly results: readonly number[];
}): readonly Value[] {
  const { inputs, steps, results } = options;
  const largest = inputs.reduce((a, b) => (elementCount(b.shape) > elementCount(a.shape) ? b : a));
  const type = { dtype: largest.dtype, shape: largest.shape };
  return operator({
    op: "Elementwise",
    domain: "saccade",
    inputs,
    attributes: {
      inputs: int(inputs.length),
      program: text(steps.map(({ op, reads }) => [op, ...reads].join(" ")).join(";")),
      outputs: text(results.map((step) => inputs.length + step).join(" ")),
    },
    outputs: results.map(() => type),
  }).outputs;
}
