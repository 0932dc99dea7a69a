import { fail } from "../core/errors.ts";
import { showType } from "./shape.ts";
import type { Value } from "./value.ts";

type Base<Name> = Name extends `${infer B}?` ? B : Name extends `${infer B}...` ? B : Name;

/**
 * A node's inputs by name, as an op or a gradient rule lists them: `"x"` must be there, `"bias?"` may
 * be left out, and `"xs..."` at the end takes all that are left.
 */
export type NamedInputs<Names extends readonly string[]> = {
  readonly [N in Names[number] as Base<N>]: N extends `${string}...`
    ? readonly Value[]
    : N extends `${string}?`
      ? Value | undefined
      : Value;
};

/** `"bias?"` → `"bias"`, `"xs..."` → `"xs"`. */
export function inputName(declared: string): string {
  return declared.replace(/\?$|\.\.\.$/, "");
}

/**
 * Puts positional inputs under their names.
 *
 * @throws AppError GRAPH_INVALID when a required input is missing or there are too many
 */
export function nameInputs<const Names extends readonly string[]>(
  op: string,
  names: Names,
  inputs: readonly (Value | undefined)[],
): NamedInputs<Names> {
  const named: Record<string, Value | undefined | readonly (Value | undefined)[]> = {};
  names.forEach((declared, i) => {
    const name = inputName(declared);
    const isList = declared.endsWith("...");
    named[name] = isList ? inputs.slice(i) : inputs[i];
    const isGiven = isList
      ? inputs.length > i && !inputs.slice(i).includes(undefined)
      : inputs[i] !== undefined || declared.endsWith("?");
    if (!isGiven) fail("GRAPH_INVALID", op, `input '${name}' is missing`);
  });
  if (inputs.length > names.length && !names.at(-1)?.endsWith("...")) {
    fail("GRAPH_INVALID", op, `takes ${names.length} inputs at most, found ${inputs.length}`);
  }
  return named as NamedInputs<Names>;
}

/** `x float32[2, 3], indices int64[4]`: what came, by name. */
export function showInputs(
  names: readonly string[],
  inputs: readonly (Value | undefined)[],
): string {
  return inputs
    .flatMap((value, i) => {
      const declared = names[Math.min(i, names.length - 1)] ?? "";
      const name =
        inputName(declared) + (declared.endsWith("...") ? `[${i - names.length + 1}]` : "");
      return value ? [`${name} ${showType(value)}`] : [];
    })
    .join(", ");
}
