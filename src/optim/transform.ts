import type { Initializer } from "../graph/parameters.ts";
import type { ParameterGroup } from "./flatten.ts";
import type { scheduledNames } from "./schedule.ts";
import type { Shape, Value } from "../graph/value.ts";

/** What a transform may use while it emits its part of the step. */
export interface TransformContext {
  /**
   * What the updates are for, each a vector of tensors side by side: elementwise work is done once
   * for all of them. For work on single tensors see per-tensor.ts.
   */
  readonly parameters: readonly ParameterGroup[];
  /**
   * A scalar that the host computes for each step, by name; see schedule.ts for those there are.
   */
  scheduled(name: (typeof scheduledNames)[number]): Value;
  /** Reads a kept tensor; `keep` gives what it becomes. */
  slot(name: string, shape: Shape, init: Initializer): Value;
  keep(name: string, next: Value): void;
  /** Publishes a scalar under this name among the step's outputs. */
  metric(name: string, value: Value): void;
}

/**
 * Updates → updates, one for each parameter in order; emits graph. The first gets gradients, the
 * last gives what is added to the parameters. Composed by `chain`.
 */
export type Transform = (updates: readonly Value[], context: TransformContext) => readonly Value[];

/** Applies transforms one after the other. */
export function chain(...transforms: readonly Transform[]): Transform {
  return (updates, context) =>
    transforms.reduce((current, transform) => transform(current, context), updates);
}
