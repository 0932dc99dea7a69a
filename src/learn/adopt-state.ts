import type { HostTensor, NamedTensors } from "../runtime/engine.ts";
import type { CompiledStep } from "./compiled-step.ts";
import { averageScope } from "./emit-update.ts";
import { initialState } from "./initial-state.ts";

/**
 * The state of another training of the same model as the start of this one, which may freeze other
 * parameters: weights and averages stay what they are; what the optimizer keeps begins anew where its
 * size is another. What is frozen now is its own average.
 *
 * Undefined where a parameter is missing or of another shape: it is another model. Tensors are
 * `found`'s own.
 */
export function adoptState(
  compiled: Pick<CompiledStep, "state" | "constants" | "parameters">,
  found: NamedTensors,
  seed: number,
): NamedTensors | undefined {
  const { state, constants, parameters } = compiled;
  const fits = (name: string, shape: readonly number[]): boolean =>
    found[name]?.shape.join() === shape.join();
  if (!parameters.every(({ name, shape }) => fits(name, shape))) return undefined;
  // A state of another model with the same parameters in it has others besides.
  const known = new Set(parameters.flatMap(({ name }) => [name, `${averageScope}/${name}`]));
  const averaged = Object.keys(found).filter((name) => name.startsWith(`${averageScope}/`));
  if (!averaged.every((name) => known.has(name))) return undefined;

  const frozen = new Set(constants.map(({ name }) => name));
  const anew = initialState(state, seed);
  return Object.fromEntries(
    [...state, ...constants].map(({ name, shape, startsAs }): [string, HostTensor] => {
      const source = frozen.has(name) && startsAs !== undefined ? startsAs : name;
      return [name, fits(source, shape) ? found[source]! : anew[name]!];
    }),
  );
}
